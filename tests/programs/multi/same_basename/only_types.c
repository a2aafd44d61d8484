/* nothing but a comment and declarations */
#include "types.h"
struct never_defined;
typedef struct never_defined *handle;
extern int nowhere(handle);
