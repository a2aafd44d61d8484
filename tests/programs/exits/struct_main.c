/* main returns a struct: gcc warns, and the status is what is in the register. NO_SANITIZE: grown, it is in memory */
#include <stdio.h>
struct S { int a; };
struct S main(void) { puts("x"); return (struct S){3}; }
