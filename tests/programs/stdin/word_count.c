/* Reads standard input to the end: lines, words, longest line; a table of counters. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct counts { unsigned lines, words, chars; };
static struct counts total;

static struct counts add(struct counts a, const char *line)
{
    int in = 0;
    a.lines++;
    for (; *line; line++, a.chars++) {
        if (isspace((unsigned char)*line))
            in = 0;
        else if (!in)
            in = 1, a.words++;
    }
    return a;
}

int main(void)
{
    char line[256], longest[256] = "";
    while (fgets(line, sizeof line, stdin)) {
        total = add(total, line);
        if (strlen(line) > strlen(longest))
            strcpy(longest, line);
    }
    printf("%u %u %u\n%s", total.lines, total.words, total.chars, longest);
    return feof(stdin) ? 0 : 1;
}
