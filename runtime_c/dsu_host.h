/* dsu_host.h: what a host (the Python host of a session, or the native host) calls.
 *
 * One thread, the program's main thread, runs C code of the program: it sits in dsu_main_loop()
 * and carries out jobs.  Any other thread may call the rest; calls are serialised inside.
 *
 *            load            request                 commit (cannot fail)
 *   .so ------------> prepared ------> pending ------------------------------> applied
 *     \ refused          \ discard       \ cancel -> prepared    (at an update point, or at once
 *                                                                  when no job is running)
 */
#ifndef DSU_HOST_H
#define DSU_HOST_H

#include <stddef.h>

#include "dsu_abi.h"

/* Once, on the main thread, before anything else.  `interactive`: line-buffer stdout, install crash
 * handlers that write a report to `report_fd` and then die of the same signal. */
void dsu_start(int interactive, int report_fd);

/* Serves jobs on the calling thread until dsu_finish(); returns then. */
void dsu_main_loop(void);
void dsu_finish(void);

/* ---- patches ---- */
struct dsu_patch;

/* Load and check a module; runs its births.  Returns 0 and writes a message on failure; then nothing
 * has changed. */
struct dsu_patch *dsu_prepare(const char *path, char *error, size_t error_size);
/* Unloads a patch that was never applied; -1 when it is pending or applied. */
int dsu_discard(struct dsu_patch *patch);
/* Ask for the patch to be applied at the first safe moment.  At once when nothing runs. */
void dsu_request(struct dsu_patch *patch);
/* Takes a pending patch back: 0 on success, -1 when it is applied already. */
int dsu_cancel(struct dsu_patch *patch);

enum dsu_patch_state { DSU_PREPARED, DSU_PENDING, DSU_APPLIED, DSU_FAILED };
enum dsu_patch_state dsu_patch_state(const struct dsu_patch *patch);
/* Waits until the patch is applied or failed, at most timeout_ms; returns the state. */
enum dsu_patch_state dsu_patch_wait(struct dsu_patch *patch, long timeout_ms);
/* JSON about the patch: {"state","pause_ns","waited_ns","tries","verdict":{"point":{...},"held":[{"name","kind",
 * "function","version","unit","line","depth"}...],"frames":[{"function","unit","line"}...],"why":""}} ; verdict: the latest try that did not succeed. */
size_t dsu_patch_report(struct dsu_patch *patch, char *buffer, size_t size);

/* Counts the moments of a run, the arrivals at update points and blocking calls: requests `patch` at the one that
 * is `chosen` (from 1 on), or, with 0 for the patch, tells of all.  Lines of JSON go to `report_fd`:
 * {"moment","line","region","written","function","unit"}, and with a patch "what" ("requested"; "tried": how it
 * fared there; "settled": applied or failed) and "report" as above; "written" is the position of stdout. */
void dsu_moments(struct dsu_patch *patch, unsigned long chosen, int report_fd);

/* ---- jobs ---- */
struct dsu_job;
enum dsu_job_state { DSU_JOB_QUEUED, DSU_JOB_RUNNING, DSU_JOB_DONE, DSU_JOB_CRASHED, DSU_JOB_WITHDRAWN };

/* Runs `thunk` on the program's thread: at once when it is idle, else, if `nested`, inside the next update
 * point.  A guarded job that faults in code of the program ends as CRASHED and the process lives on. */
struct dsu_job *dsu_submit(dsu_thunk_fn *thunk, const union dsu_arg *args, unsigned n_args, int nested, int guarded);
enum dsu_job_state dsu_job_wait(struct dsu_job *job, long timeout_ms);
/* Withdraws a job that has not begun: 0, or -1 when it has. */
int dsu_job_withdraw(struct dsu_job *job);
const char *dsu_job_result(const struct dsu_job *job); /* JSON; valid until the release */
const char *dsu_job_fault(const struct dsu_job *job);  /* JSON {"signal","frames":[{"module","offset","function"}]} */
void dsu_job_release(struct dsu_job *job);

/* ---- steps of a program that was compiled to be watched ---- */

/* Waits until the program stands at a step that was not told yet; 0 when time is up. */
int dsu_step_wait(long timeout_ms);
/* JSON, innermost frame first: {"after":0,"frames":[{"function","version","point","unit","line",
 * "variables":[[number,"address"]..]}..]} */
size_t dsu_step_describe(char *buffer, size_t size);
/* Lets it go on to the next step.  With `n` objects: converts them, and stops at the same step again, as after = 2. */
void dsu_step_go(void *const *objects, const unsigned *types, unsigned n);

/* ---- looking ---- */
int dsu_busy(void);             /* is a job running on the program's thread? */
unsigned dsu_version(void);     /* version of the newest applied module */
/* Where the threads are: {"threads":[{"thread":number of the kernel,"state":"idle" | "running" | "blocked" |
 * "parked" | "evaluating", and, where it was seen: "point":{...},"age_ns","frames":[{"module","offset","function",
 * "version","unit"}...] from the innermost on}...]}.  A thread that runs is asked to say so at its next point; so what
 * is told about it is of the time of an earlier call. */
size_t dsu_look(char *buffer, size_t size);
/* What a process that descends from this one is: {} when it is no copy of it, or may not be read; else {"version",
 * "pending": whether a patch still waits there, "rehearsal": whether it is one of a state transformer, and, while its
 * first thread is in a blocking call: "point":{...}}.  Never waits for it. */
size_t dsu_look_at_child(int pid, char *buffer, size_t size);
/* JSON: {"types":[{"id","name","versions","current","size","wrapper_size","capacity","outgrown","converted","faults"}],
 * "functions":[{"id","name","version"}],"points":[...],"modules":[{"version","path","base"}]} */
size_t dsu_describe(char *buffer, size_t size);

#endif
