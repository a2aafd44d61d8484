/* Latin-1 text that is not valid UTF-8: in comments (été), strings and character constants. */
#include <stdio.h>
#include <string.h>

struct word { const char *s; char c; };
static struct word w[] = {{"größe", 'ä'}, {"naïve", 'x'}};

int main(void)
{
    for (int i = 0; i < 2; i++)
        printf("%zu %02x %02x\n", strlen(w[i].s), (unsigned char)w[i].s[2], (unsigned char)w[i].c);
    puts(w[0].s); /* üÿ */
    return strcmp(w[1].s, "naïve");
}
