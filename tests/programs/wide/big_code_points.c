/* Code points beyond Unicode's last one, which wide literals can hold. */
#include <stdio.h>
#include <wchar.h>

wchar_t text[] = L"a\x3ffffff!";

int main(void)
{
    for (int i = 0; text[i]; i++)
        printf("%lx\n", (unsigned long)text[i]);
    printf("%d\n", text[1] == L'\U03ffffff');
    return 0;
}
