/* Floating literals, formats, hex floats, infinities, NaN comparisons, float versus double, rounding. */
#include <float.h>
#include <math.h>
#include <stdio.h>

struct fl { float f; double d; long double l; };

static float addf(float a, float b) { return a + b; }
static struct fl thirds(void) { return (struct fl){1.0f / 3, 1.0 / 3, 1.0L / 3}; }

int main(void)
{
    struct fl t = thirds();
    printf("%.9f %.17f %.20Lf\n", t.f, t.d, t.l);
    printf("%a %g %e %G\n", 0x1.8p3, 1e-5, 12345.678, 1e20);
    printf("%.3f %.3f %.3f\n", .5, 5., 0x.8p1);
    printf("%d %d\n", addf(0.1f, 0.2f) == 0.3f, 0.1 + 0.2 == 0.3);
    volatile double zero = 0;
    double inf = 1 / zero, nan_ = zero / zero;
    printf("%f %d %d %d\n", inf, nan_ == nan_, isnan(nan_), inf > DBL_MAX);
    printf("%d %d %.1f\n", signbit(-0.0) != 0, -0.0 == 0.0, copysign(3, -0.0));
    printf("%5.1f|%-8.2f|%+g|%08.3f\n", 3.14159, 2.5, 1.0, -1.5);
    printf("%.0f %.0f %.0f\n", 0.5, 1.5, 2.5);
    printf("%d %d\n", FLT_DIG, DBL_MANT_DIG);
    printf("%.2f %.2f %.2f\n", floor(-2.5), fmod(7.5, 2), pow(2, 0.5));
    float f = 16777216.0f;
    printf("%.1f %d\n", f + 1.0f, (int)(float)16777217);
    return 0;
}
