struct part { double size; int width, height; };
enum { WIDTH = 22, HEIGHT = 4 };
