#ifndef API_H
#define API_H
struct sub_box { int n; };
int sub_width(void);
struct sub_box sub_make(int n);
int sub_total(const struct sub_box *b);
#endif
