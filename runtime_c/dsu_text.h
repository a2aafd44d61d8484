/* dsu_text.h: a growing text, and JSON strings in it. */
#ifndef DSU_TEXT_H
#define DSU_TEXT_H

#include <stddef.h>

struct dsu_text {
    char *chars; /* ends with a NUL once anything was added */
    size_t size, capacity;
    int failed; /* memory ran out: what follows was dropped */
};

void dsu_text_add(struct dsu_text *text, const char *chars, size_t size);
void dsu_text_str(struct dsu_text *text, const char *chars);
void dsu_text_format(struct dsu_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void dsu_text_json(struct dsu_text *text, const char *chars, size_t size);
void dsu_text_json_str(struct dsu_text *text, const char *chars);
/* Adds ',' unless the text is empty or ends with an opening character. */
void dsu_text_comma(struct dsu_text *text);
void dsu_text_free(struct dsu_text *text);
/* Copies as much as fits, always terminated, and frees the text; returns its full length. */
size_t dsu_text_give(struct dsu_text *text, char *buffer, size_t size);

#endif
