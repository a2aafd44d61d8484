struct count { int n, step; };
int forward(struct count *c);
int also_forward(struct count *c);
extern struct count shared, also_shared;
