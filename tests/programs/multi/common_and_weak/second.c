struct config { int level; const char *name; };
extern int shared;
struct config config = {2, "second"};
int table[] = {1, 2, 3, 4, 5};
int table_size = sizeof table / sizeof table[0];
static char text[8];
const char *order = text;
int late_value;
static int *const address = &shared;

__attribute__((constructor)) static void init(void) { late_value = *address * 10; text[0] = 'c'; }
int policy(void) { return 2; }
int set_level(int n) { struct config old = config; config.level = n; *address += old.level; return old.level; }
