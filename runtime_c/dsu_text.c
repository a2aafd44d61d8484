/* dsu_text.c: a growing text, and JSON strings in it. */
#include "dsu_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int reserve(struct dsu_text *text, size_t more)
{
    size_t need = text->size + more + 1;
    if (text->failed)
        return 0;
    if (need <= text->capacity)
        return 1;
    size_t capacity = text->capacity * 2 > need ? text->capacity * 2 : need + 64;
    char *chars = realloc(text->chars, capacity);
    if (!chars) {
        text->failed = 1;
        return 0;
    }
    text->chars = chars;
    text->capacity = capacity;
    return 1;
}

void dsu_text_add(struct dsu_text *text, const char *chars, size_t size)
{
    if (!reserve(text, size))
        return;
    memcpy(text->chars + text->size, chars, size);
    text->size += size;
    text->chars[text->size] = 0;
}

void dsu_text_str(struct dsu_text *text, const char *chars)
{
    dsu_text_add(text, chars, strlen(chars));
}

void dsu_text_format(struct dsu_text *text, const char *format, ...)
{
    char line[512];
    va_list list;
    va_start(list, format);
    int size = vsnprintf(line, sizeof line, format, list);
    va_end(list);
    if (size > 0)
        dsu_text_add(text, line, (size_t)size < sizeof line ? (size_t)size : sizeof line - 1);
}

/* Length of the valid UTF-8 sequence of two or more bytes at `s`, or 0. */
static size_t utf8_sequence(const unsigned char *s, size_t left)
{
    size_t length = s[0] >= 0xC2 && s[0] < 0xE0 ? 2 : (s[0] & 0xF0) == 0xE0 ? 3 : s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : 0;
    if (length == 0 || length > left)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xC0) != 0x80)
            return 0;
    if ((s[0] == 0xE0 && s[1] < 0xA0) || (s[0] == 0xED && s[1] > 0x9F) || (s[0] == 0xF0 && s[1] < 0x90) ||
        (s[0] == 0xF4 && s[1] > 0x8F))
        return 0;
    return length;
}

/* Bytes that are not UTF-8 become the lone surrogates that Python's surrogateescape stands for. */
void dsu_text_json(struct dsu_text *text, const char *chars, size_t size)
{
    const unsigned char *s = (const unsigned char *)chars;
    dsu_text_str(text, "\"");
    for (size_t i = 0; i < size;) {
        size_t sequence;
        if (s[i] == '"' || s[i] == '\\') {
            dsu_text_format(text, "\\%c", s[i++]);
        } else if (s[i] >= 0x20 && s[i] < 0x7F) {
            dsu_text_add(text, chars + i++, 1);
        } else if (s[i] >= 0x80 && (sequence = utf8_sequence(s + i, size - i)) != 0) {
            dsu_text_add(text, chars + i, sequence);
            i += sequence;
        } else {
            dsu_text_format(text, "\\u%04x", s[i] < 0x80 ? s[i] : 0xDC00u + s[i]);
            i++;
        }
    }
    dsu_text_str(text, "\"");
}

void dsu_text_json_str(struct dsu_text *text, const char *chars)
{
    dsu_text_json(text, chars ? chars : "", chars ? strlen(chars) : 0);
}

void dsu_text_comma(struct dsu_text *text)
{
    if (text->size && !strchr("[{:,", text->chars[text->size - 1]))
        dsu_text_str(text, ",");
}

void dsu_text_free(struct dsu_text *text)
{
    free(text->chars);
    *text = (struct dsu_text){0};
}

size_t dsu_text_give(struct dsu_text *text, char *buffer, size_t size)
{
    size_t length = text->size;
    if (size) {
        size_t part = length < size ? length : size - 1;
        if (part)
            memcpy(buffer, text->chars, part);
        buffer[part] = 0;
    }
    dsu_text_free(text);
    return length;
}
