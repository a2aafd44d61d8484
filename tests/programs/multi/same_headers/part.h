struct part { int width; const char *label; };
enum { WIDTH = 11 };
