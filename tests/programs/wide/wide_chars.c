/* Wide and multibyte characters, char16_t and char32_t, locale conversions in the C.UTF-8 locale. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <uchar.h>
#include <wchar.h>
#include <wctype.h>

struct label { wchar_t text[8]; char16_t half[4]; char32_t full; };
static const struct label labels[] = {{L"größe", u"ab\u20ac", U'\U0001f600'}, {L"Π", u"", U'x'}};

static size_t upper(wchar_t *to, const wchar_t *from)
{
    size_t n = 0;
    for (; from[n]; n++)
        to[n] = towupper(from[n]);
    to[n] = 0;
    return n;
}

int main(void)
{
    if (!setlocale(LC_ALL, "C.UTF-8"))
        return 1;
    char out[64];
    wchar_t big[16];
    printf("%zu %zu\n", upper(big, labels[0].text), wcslen(labels[1].text));
    printf("%zu ", wcstombs(out, big, sizeof out));
    printf("%s %x %x\n", out, labels[0].half[2], (unsigned)labels[0].full);
    swprintf(big, 16, L"%d-%ls", 42, labels[1].text);
    printf("%ls %zu\n", big, sizeof(struct label));
    printf("%zu\n", mbstowcs(big, "añb", 16));
    printf("%d %d\n", wcscmp(big, L"a\u00f1b"), L'é' == 0xe9);
    return 0;
}
