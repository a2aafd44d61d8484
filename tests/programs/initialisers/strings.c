/* Character arrays from string literals: exact fit, padding, wide, in structs, 2-D, concatenation, escapes. */
#include <stdio.h>
#include <string.h>
#include <wchar.h>

struct rec { char code[3]; char text[8]; const char *ref; };
static struct rec recs[] = {{"abc", "1234567", "x"}, {"d", "", 0}, {{'e', 'f'}, {"gh"}, "i" "j" "k"}};
static char words[][6] = {"zero", "one", "three"};
static char escapes[] = "a\tb\0c\x41\101\u00e9\\\"";
static wchar_t wide[] = L"w\u00efde";
static const char *multi = "line one\n"
                           "line two\n";

int main(void)
{
    printf("%.3s|%s|%s\n", recs[0].code, recs[0].text, recs[0].ref);
    printf("%s|%s|%d\n", recs[1].code, recs[1].text, recs[1].ref == NULL);
    printf("%s|%s|%s\n", recs[2].code, recs[2].text, recs[2].ref);
    printf("%zu %zu %zu\n", sizeof words, sizeof escapes, sizeof wide / sizeof *wide);
    for (size_t i = 0; i < sizeof escapes; i++)
        printf("%02x", (unsigned char)escapes[i]);
    printf("\n%d %s", wide[1] == 0xef, multi);
    char local[10] = "pad";
    int zeros = 0;
    for (int i = 3; i < 10; i++)
        zeros += local[i] == 0;
    printf("%d %s\n", zeros, words[2]);
    printf("%c%c %zu\n", "index"[2], 1["me"], sizeof "sized");
    printf("%d %d\n", 'ab' == ('a' << 8 | 'b'), '\377' < 0);
    printf("%d\n", strcmp(u8"u\u00e9", "u\xc3\xa9"));
    return 0;
}
