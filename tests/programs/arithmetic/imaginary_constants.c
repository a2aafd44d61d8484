/* Imaginary constants of every type, the letter before or behind the type's suffix. */
#include <stdio.h>

int main(void)
{
    _Complex _Float128 wide = 1.0f128 + 3.0if128;
    _Complex float narrow = 2.0fi + 1.0if;
    _Complex double plain = 4i + 0.5 + 1e1j;
    _Complex long double longer = 1.5Li - 0.25il;
    printf("%g %g\n", (double)__real__ wide, (double)__imag__ wide);
    printf("%g %g %g\n", (double)__imag__ narrow, __imag__ plain, (double)__imag__ longer);
    printf("%d %d %d\n", (int)sizeof 3.0if128, (int)sizeof 1.0if, (int)sizeof 1.0iL);
    return 0;
}
