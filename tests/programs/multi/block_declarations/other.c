int table[] = {1, 2, 3};
struct pair {
    int x, y;
} pair = {5, 6};

int bump(void)
{
    extern _Thread_local int mine;
    extern int shared;
    static __thread int calls;
    mine += 2;
    return shared++ * 100 + mine * 10 + calls++;
}
