/* SAM on the quadratic (Q), the sinusoid (S) or the quadratic of ten dimensions (D) with MPFR: loop Q|S|D STEPS BITS
   prints the last iterate, of D its first coordinate.
   The parameters are those of compare.py; every number is rounded once from a quotient of whole numbers. */
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>

enum { DIMENSION = 10 };

static void several(long steps)
{
    mpfr_t h[DIMENSION][DIMENSION], x[DIMENSION], g[DIMENSION], y[DIMENSION], radius, term, total, rho, eta;
    mpfr_inits(radius, term, total, rho, eta, (mpfr_ptr) 0);
    for (int i = 0; i < DIMENSION; i++) {
        mpfr_inits(x[i], g[i], y[i], (mpfr_ptr) 0);
        mpfr_set_ui(x[i], i + 1, MPFR_RNDN);
        mpfr_div_ui(x[i], x[i], 10, MPFR_RNDN);
        for (int j = 0; j < DIMENSION; j++) {
            mpfr_init(h[i][j]);
            mpfr_set_ui(h[i][j], i == j ? 1 + 10 * (i + 1) : 1, MPFR_RNDN);
            mpfr_div_ui(h[i][j], h[i][j], 100, MPFR_RNDN);
        }
    }
    mpfr_set_ui(rho, 1, MPFR_RNDN);
    mpfr_div_ui(rho, rho, 10, MPFR_RNDN);
    mpfr_set(eta, rho, MPFR_RNDN);
    for (long t = 0; t < steps; t++) {
        mpfr_set_ui(radius, 0, MPFR_RNDN);
        for (int i = 0; i < DIMENSION; i++) {
            mpfr_set_ui(g[i], 0, MPFR_RNDN);
            for (int j = 0; j < DIMENSION; j++) mpfr_fma(g[i], h[i][j], x[j], g[i], MPFR_RNDN);
            mpfr_fma(radius, g[i], g[i], radius, MPFR_RNDN);
        }
        mpfr_sqrt(radius, radius, MPFR_RNDN);
        mpfr_div(radius, rho, radius, MPFR_RNDN);
        for (int i = 0; i < DIMENSION; i++) mpfr_fma(y[i], radius, g[i], x[i], MPFR_RNDN);
        for (int i = 0; i < DIMENSION; i++) {
            mpfr_set_ui(total, 0, MPFR_RNDN);
            for (int j = 0; j < DIMENSION; j++) mpfr_fma(total, h[i][j], y[j], total, MPFR_RNDN);
            mpfr_mul(term, eta, total, MPFR_RNDN);
            mpfr_sub(x[i], x[i], term, MPFR_RNDN);
        }
    }
    mpfr_printf("%.40Rg\n", x[0]);
}

int main(int count, char **argument)
{
    if (count != 4) return 2;
    int sinusoid = argument[1][0] == 'S';
    long steps = atol(argument[2]);
    mpfr_set_default_prec(atol(argument[3]));
    if (argument[1][0] == 'D') {
        several(steps);
        return 0;
    }
    mpfr_t x, y, g, eta, rho, frequency, height;
    mpfr_inits(x, y, g, eta, rho, frequency, height, (mpfr_ptr) 0);
    mpfr_set_ui(eta, 1, MPFR_RNDN);
    mpfr_div_ui(eta, eta, sinusoid ? 1000 : 10, MPFR_RNDN);
    mpfr_set_ui(rho, 1, MPFR_RNDN);
    mpfr_div_ui(rho, rho, sinusoid ? 1 : 10, MPFR_RNDN);
    mpfr_set_ui(x, 1, MPFR_RNDN);
    mpfr_div_ui(x, x, sinusoid ? 10 : 1, MPFR_RNDN);
    mpfr_const_pi(frequency, MPFR_RNDN);        /* 5 pi/3, and the gradient 3/(5 pi) cos(5 pi x/3) */
    mpfr_mul_ui(frequency, frequency, 5, MPFR_RNDN);
    mpfr_div_ui(frequency, frequency, 3, MPFR_RNDN);
    mpfr_ui_div(height, 1, frequency, MPFR_RNDN);
    for (long t = 0; t < steps; t++) {
        int sign;
        if (sinusoid) {
            mpfr_mul(g, x, frequency, MPFR_RNDN);
            mpfr_cos(g, g, MPFR_RNDN);
            sign = mpfr_sgn(g);
        } else
            sign = mpfr_sgn(x);
        if (sign > 0) mpfr_add(y, x, rho, MPFR_RNDN);
        else if (sign < 0) mpfr_sub(y, x, rho, MPFR_RNDN);
        else mpfr_set(y, x, MPFR_RNDN);
        if (sinusoid) {
            mpfr_mul(y, y, frequency, MPFR_RNDN);
            mpfr_cos(y, y, MPFR_RNDN);
            mpfr_mul(y, y, height, MPFR_RNDN);
        }
        mpfr_mul(y, y, eta, MPFR_RNDN);
        mpfr_sub(x, x, y, MPFR_RNDN);
    }
    mpfr_printf("%.40Rg\n", x);
    return 0;
}
