#define SHARED 100
