/* n-body: floating point over a small global array of structs. */
#include <dsu.h>

struct body {
    double x, y, z;
    double vx, vy, vz;
    double mass;
};

enum { BODIES = 5 };

static const struct body start[BODIES] = {
    {0, 0, 0, 0, 0, 0, 39.47841760435743},
    {4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.606326392995832,
     2.81198684491626016, -0.02521836165988763, 0.037693674870389493},
    {8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -1.01077434617879236,
     1.82566237123041186, 0.00841576137658415351, 0.011286326131968767},
    {12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 1.08279100644153536,
     0.868713018169608220, -0.0108326374013636358, 0.0017237240570597112},
    {15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.979090732243897976,
     0.594698998647676060, -0.0347559555040781104, 0.0020336868699246304},
};

static struct body bodies[BODIES];

static double root_of(double value)
{
    double root = value > 1 ? value : 1;
    for (int i = 0; i < 6; i++)
        root = 0.5 * (root + value / root);
    return root;
}

static void advance(double dt)
{
    for (int i = 0; i < BODIES; i++) {
        struct body *a = &bodies[i];
        for (int j = i + 1; j < BODIES; j++) {
            struct body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            double square = dx * dx + dy * dy + dz * dz;
            double magnitude = dt / (square * root_of(square));
            a->vx -= dx * b->mass * magnitude;
            a->vy -= dy * b->mass * magnitude;
            a->vz -= dz * b->mass * magnitude;
            b->vx += dx * a->mass * magnitude;
            b->vy += dy * a->mass * magnitude;
            b->vz += dz * a->mass * magnitude;
        }
    }
    for (int i = 0; i < BODIES; i++) {
        struct body *a = &bodies[i];
        a->x += dt * a->vx;
        a->y += dt * a->vy;
        a->z += dt * a->vz;
    }
}

/* n rounds of 100 steps. */
int run(int n)
{
    for (int i = 0; i < BODIES; i++)
        bodies[i] = start[i];
    for (int round = 0; round < n; round++) {
        for (int step = 0; step < 100; step++)
            advance(0.001);
        update();
    }
    return (int)(bodies[1].x * 1e6) ^ (int)(bodies[4].y * 1e6);
}
