/* program.h: the program of these tests as thunks and modules see it. */
#ifndef PROGRAM_H
#define PROGRAM_H

/* Numbers of names, stable over versions. */
enum { STEP = 1, LOOP = 2, NEVER = 3, TOTAL = 4 };

extern int step(void) __asm__("__dsu_f_step");
extern int loop(void) __asm__("__dsu_f_loop");
extern volatile int stop __asm__("__dsu_g_stop");
extern volatile int total __asm__("__dsu_g_total");

#endif
