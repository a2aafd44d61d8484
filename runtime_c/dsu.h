/* dsu.h: all that a live C program includes.
 *
 * update() (or dsu_update()) marks an update point: a pending patch may be applied there.
 * Under a plain C compiler both do nothing, so the same source builds with and without the tool.
 *
 *   #pragma dsu fixed T        never wrap struct T
 *   #pragma dsu indirect f     always call f through its slot
 *   #pragma dsu extract        before a block or a loop: make it a function of its own, called once (an iteration)
 *   #pragma dsu no_extract     before a loop with an update point: leave it in its function
 */
#ifndef DSU_H
#define DSU_H

#ifdef __cplusplus
extern "C" {
#endif

#ifdef DSU_UPDATABLE
void dsu_update(void);
#else
static __inline void dsu_update(void) {}
#endif

#ifndef DSU_NO_SHORT_NAMES
static __inline void update(void) { dsu_update(); }
#endif

#ifdef __cplusplus
}
#endif

#endif
