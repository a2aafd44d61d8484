/* dsu_out.c: results of evaluations as JSON. */
#define _GNU_SOURCE
#include "dsu_internal.h"

#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { STRING_LIMIT = 4096 };

/* A value follows: separate it from the one before. */
static struct dsu_text *value(struct dsu_out *out)
{
    dsu_text_comma(&out->text);
    return &out->text;
}

void dsu_out_null(struct dsu_out *out)
{
    dsu_text_str(value(out), "null");
}

void dsu_out_int(struct dsu_out *out, long long number)
{
    dsu_text_format(value(out), "%lld", number);
}

void dsu_out_uint(struct dsu_out *out, unsigned long long number)
{
    dsu_text_format(value(out), "%llu", number);
}

void dsu_out_double(struct dsu_out *out, double number)
{
    dsu_text_format(value(out), "{\"f\":\"%a\"}", number);
}

static void pointer(struct dsu_out *out, const void *address, const char *type)
{
    dsu_text_format(value(out), "{\"p\":\"0x%llx\",\"t\":", (unsigned long long)(size_t)address);
    dsu_text_json_str(&out->text, type);
}

void dsu_out_pointer(struct dsu_out *out, const void *address, const char *type)
{
    pointer(out, address, type);
    dsu_text_str(&out->text, "}");
}

/* Copies up to `size` bytes that may not be mapped; returns how many could be read. */
static size_t peek(const char *from, char *to, size_t size)
{
    size_t done = 0;
    while (done < size) { /* page by page: a read that meets a hole transfers nothing */
        size_t part = 4096 - ((size_t)(from + done) & 4095);
        if (part > size - done)
            part = size - done;
        struct iovec here = {to + done, part}, there = {(void *)(size_t)(from + done), part};
        if (process_vm_readv(getpid(), &here, 1, &there, 1, 0) != (ssize_t)part)
            break;
        done += part;
    }
    return done;
}

void dsu_out_string(struct dsu_out *out, const char *chars, const char *type)
{
    char copy[STRING_LIMIT];
    pointer(out, chars, type);
    size_t size = chars ? peek(chars, copy, sizeof copy) : 0;
    const char *end = memchr(copy, 0, size);
    if (end || size == sizeof copy) { /* no end, but readable: a long string, shown in part */
        dsu_text_str(&out->text, ",\"s\":");
        dsu_text_json(&out->text, copy, end ? (size_t)(end - copy) : size);
    }
    dsu_text_str(&out->text, "}");
}

void dsu_out_enum(struct dsu_out *out, long long number, const char *name)
{
    dsu_text_str(value(out), "{\"e\":");
    if (name)
        dsu_text_json_str(&out->text, name);
    else
        dsu_text_str(&out->text, "null");
    dsu_text_format(&out->text, ",\"i\":%lld}", number);
}

void dsu_out_text(struct dsu_out *out, const char *chars, unsigned long size)
{
    const char *end = memchr(chars, 0, size);
    dsu_text_str(value(out), "{\"s\":");
    dsu_text_json(&out->text, chars, end ? (size_t)(end - chars) : size);
    dsu_text_str(&out->text, "}");
}

void dsu_out_record_open(struct dsu_out *out, const char *type)
{
    dsu_text_str(value(out), "{\"r\":");
    dsu_text_json_str(&out->text, type);
    dsu_text_str(&out->text, ",\"v\":[");
}

/* The pair ["f",value] is closed by the next field or by the end of the record; a '[' directly before
 * means that this is the first field. */
void dsu_out_field(struct dsu_out *out, const char *name)
{
    if (out->text.size && out->text.chars[out->text.size - 1] != '[')
        dsu_text_str(&out->text, "],");
    dsu_text_str(&out->text, "[");
    dsu_text_json_str(&out->text, name);
    dsu_text_str(&out->text, ",");
}

void dsu_out_record_close(struct dsu_out *out)
{
    if (out->text.size && out->text.chars[out->text.size - 1] != '[')
        dsu_text_str(&out->text, "]");
    dsu_text_str(&out->text, "]}");
}

void dsu_out_array_open(struct dsu_out *out, unsigned long total)
{
    dsu_text_format(value(out), "{\"n\":%lu,\"a\":[", total);
}

void dsu_out_array_close(struct dsu_out *out)
{
    dsu_text_str(&out->text, "]}");
}
