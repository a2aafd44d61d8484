/* dsu_abi.h: the contract between generated modules and the runtime.
 *
 * Generated modules are preprocessed text; this file is pasted into them with its directives
 * removed.  So: no macros, no includes, only built-in types, one prefix.
 *
 * A program is a sequence of modules: version 0 holds everything, each patch is one more shared
 * object that holds what it re-issues.  Names of the program (functions, types, globals) have
 * numbers that are unique and stable during the life of the process; a set of names is an array
 * of such numbers that ends with 0.
 */
#ifndef DSU_ABI_H
#define DSU_ABI_H

enum { DSU_ABI = 2, DSU_VERSION_BITS = 12 };

enum {
    DSU_REGION = 1,
    DSU_REGION_BARE = 2,     /* the call is little more than the system call */
    DSU_REGION_CHILDREN = 4, /* it may take notice of children of the process */
    DSU_REGION_BUFFERED = 8, /* only entered when stdin has no input at hand */
};

/* A name of the program: kind is 'F' function, 'T' type, 'G' global. */
struct dsu_name {
    unsigned id;
    char kind;
    const char *text;
};

/* A call in a body during which an update may happen.  `callee` is 0 for calls that can reach
 * any function (through pointers, by a library).  `held`: what the body may still use in its
 * present form once the call is entered, the aliases given to the call included. */
struct dsu_site {
    unsigned callee;
    unsigned line;
    const unsigned *held;
};

/* One version of a function.  `spans`: an update may happen while it is active; only such bodies
 * appear on a stack at an update.  Bodies with spans set are compiled noipa, so that every frame
 * that belongs to a module starts at a known `code`.
 *
 * `quiet`: functions that it calls though no update could happen meanwhile, when it was compiled;
 * `quiet_others`: so it is for a call through a pointer or by a library.  No site tells of them: once
 * such a function has an update point, nothing may be applied while the body waits for it. */
struct dsu_body {
    unsigned function;
    const char *name;
    unsigned version;
    void *code;
    int spans;
    const char *unit;
    unsigned line;
    unsigned n_sites;
    const struct dsu_site *sites;
    const unsigned *quiet; /* ends with 0; may be 0 */
    int quiet_others;
};

/* An update point; `held` as in dsu_site, for the rest of the body that contains it.  `region`: it is a blocking
 * call of the library (a sum of DSU_REGION...); what the call was given is held as well. */
struct dsu_point {
    unsigned id;
    unsigned function;
    const char *name;
    const char *unit;
    unsigned line;
    const unsigned *held;
    int region;
};

/* A hidden word of this module through which it calls `function`.  It is initialised with the
 * module's own body, or with 0 when the body lives in an older module (prepare fills it in). */
struct dsu_slot {
    unsigned function;
    void **slot;
};

/* A new body of a function: at commit every slot of `function` gets `code`.  code == 0 marks a
 * function that the version deletes (its slots keep the last body). */
struct dsu_issue {
    unsigned function;
    void *code;
};

struct dsu_field {
    const char *name;
    const char *type;
    unsigned long offset; /* bytes; meaningless for bit-fields, whose size is 0 */
    unsigned long size;
};

/* A version of a wrapped type.  The wrapper is { union { data; slop } u; unsigned version; }:
 * `capacity` bytes of u, then the word at `version_offset`.  Data of this version lies in u, or,
 * when `outgrown`, in storage of its own that the first bytes of u point to (unaligned pointer).
 * `transform` turns data of version-1 into data of this version (0 for the first version, whose
 * xout was zeroed before the call); `user_transform` runs after it, guarded.  The first `kept` bytes of the data
 * are the same in both.  */
struct dsu_type {
    unsigned id;
    const char *name;
    unsigned version;
    unsigned word; /* id << DSU_VERSION_BITS | version + 1 */
    int outgrown;
    unsigned long size, align;
    unsigned long capacity, wrapper_size, version_offset;
    void (*transform)(const void *xin, void *xout);
    void (*user_transform)(void *xin, void *xout);
    unsigned n_fields;
    const struct dsu_field *fields;
    unsigned long kept;
};

/* One C translation unit of a module. */
struct dsu_unit {
    const char *name;
    unsigned n_names, n_bodies, n_points, n_slots, n_issues, n_types;
    const struct dsu_name *names;
    const struct dsu_body *bodies;
    const struct dsu_point *points;
    const struct dsu_slot *slots;
    const struct dsu_issue *issues;
    const struct dsu_type *types;
    void (*birth)(void);   /* run once when the module is prepared; touches only new storage */
    void (*migrate)(void); /* run once at commit: new globals take over from old ones; cannot fail */
};

/* The module: exported as `dsu_module`. */
struct dsu_module {
    unsigned abi;
    unsigned version;
    unsigned n_units;
    const struct dsu_unit *const *units;
    const unsigned *changed; /* names that no active body may still use in the old form */
    unsigned *pending;       /* this module's copy of the pending flag, read at update points */
    int (*state)(void);      /* state transformer; 0: none; returns non-zero to refuse */
    int state_bound;         /* it asks on which thread it runs: that has to be one of the program */
    const unsigned *guarded; /* types that signal handlers of the program may use */
};

/* ---- what generated code calls ---- */

/* Out of line part of an update point: called when the pending flag was seen set. */
extern void dsu_reach(const struct dsu_point *point);

/* Around a blocking call of the library, whose arguments have been evaluated before: the thread stands at
 * `point` meanwhile. */
extern void dsu_block(const struct dsu_point *point);
extern void dsu_unblock(void);

/* Has stdin input at hand, so that reading a character does not block? */
extern int dsu_buffered(void);

/* A signal handler of the program: first thing and, unless it jumps out, last thing that it does. */
struct dsu_handler {
    unsigned long interrupted[12];
    struct dsu_handler *outer;
};
extern void dsu_handler_enter(struct dsu_handler *handler);
extern void dsu_handler_leave(struct dsu_handler *handler);

/* Bring the wrapped object at `object` to the newest version of its type: slow path of __con_T. */
extern void dsu_convert(void *object, unsigned type);

/* Zeroed storage for the data of an outgrown type, and its release (0 is fine). */
extern void *dsu_storage_new(unsigned long size);
extern void dsu_storage_free(void *storage);

/* Number of bytes really usable in a malloc block (0 for a null pointer). */
extern unsigned long dsu_usable(void *block);

/* ---- results of evaluations: a growing JSON text ---- */
struct dsu_out;
extern void dsu_out_null(struct dsu_out *out);
extern void dsu_out_int(struct dsu_out *out, long long value);
extern void dsu_out_uint(struct dsu_out *out, unsigned long long value);
extern void dsu_out_double(struct dsu_out *out, double value);          /* {"f":"0x1.8p+1"} */
extern void dsu_out_pointer(struct dsu_out *out, const void *value, const char *type); /* {"p":"0x..","t":type} */
extern void dsu_out_string(struct dsu_out *out, const char *value, const char *type);  /* adds "s" when readable */
extern void dsu_out_enum(struct dsu_out *out, long long value, const char *name);      /* {"e":name,"i":value} */
extern void dsu_out_text(struct dsu_out *out, const char *chars, unsigned long size);  /* char array: {"s":..} up to the first NUL */
extern void dsu_out_record_open(struct dsu_out *out, const char *type); /* {"r":type,"v":[ ["f",..], ..]} */
extern void dsu_out_field(struct dsu_out *out, const char *name);       /* before each value in a record */
extern void dsu_out_record_close(struct dsu_out *out);
extern void dsu_out_array_open(struct dsu_out *out, unsigned long total); /* {"n":total,"a":[..]} */
extern void dsu_out_array_close(struct dsu_out *out);

/* ---- steps: code that is compiled to be watched stops before each statement (dsu_step.c) ---- */

enum { DSU_WATCHED = 32 };

/* An activation of a watched function, and the variables that its latest step saw: numbers that the
 * compiler of the module knows, and addresses. */
struct dsu_watched {
    struct dsu_watched *outer;
    const struct dsu_point *point;
    unsigned entered, version, n;
    unsigned variables[DSU_WATCHED];
    void *places[DSU_WATCHED];
};
extern void dsu_watched_leave(struct dsu_watched *frame);
/* Stops until the host says go.  `after`: a patch has just been tried at this point. */
extern void dsu_step(struct dsu_watched *frame, const struct dsu_point *point, int after, unsigned version, unsigned n,
                     const unsigned *variables, void *const *places);

/* Arguments of a prepared call: one word each. */
union dsu_arg {
    long long i;
    double d;
    void *p;
};

/* A thunk: a shared object with this one exported function, `dsu_thunk`. */
typedef void dsu_thunk_fn(const union dsu_arg *args, struct dsu_out *out);

/* Called by a thunk: the names it still uses in their present form when what it calls returns; they are held
 * until the thunk ends or says otherwise.  Without such a call it holds nothing. */
extern void dsu_hold(const unsigned *held);

#endif
