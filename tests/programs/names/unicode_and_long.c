/* Identifiers with universal characters and UTF-8, very long names, names differing late, keywords as macro args. */
#include <stdio.h>

struct größe { int länge; };
static int \u00e9t\u00e9 = 3;
static int a_very_long_identifier_that_goes_on_and_on_for_more_than_sixty_three_characters_number_one = 1;
static int a_very_long_identifier_that_goes_on_and_on_for_more_than_sixty_three_characters_number_two = 2;
#define MAKE(kw, n) kw n { int kw##_field; }
MAKE(struct, made);
#define begin {
#define end }
#define unless(c) if (!(c))

static int größe_von(struct größe *g) begin return g->länge * 2; end

int main(void)
{
    struct größe g = {.länge = 21};
    struct made m = {5};
    printf("%d %d\n", größe_von(&g), été);
    printf("%d\n", a_very_long_identifier_that_goes_on_and_on_for_more_than_sixty_three_characters_number_one * 10 +
                   a_very_long_identifier_that_goes_on_and_on_for_more_than_sixty_three_characters_number_two);
    unless (m.struct_field == 6)
        printf("unless %d\n", m.struct_field);
    printf("naïve ✓ %zu\n", sizeof "✓");
    return 0;
}
