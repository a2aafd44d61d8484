struct limits { int most; const char *name; };
struct limits limits = {20, "own"};
__attribute__((weak)) int both_weak = 2;
int overruled[] = {4, 5, 6};
__attribute__((weak)) int first_counts(void) { return 2; }
int by_pragma(void) { return 2; }
int late_weak(void) { return 2; }
int pragma_value = 2;

int elsewhere(void)
{
    return limits.most * 10000 + both_weak * 100 + overruled[0] * 10 + pragma_value
        + first_counts() + by_pragma() + late_weak();
}
