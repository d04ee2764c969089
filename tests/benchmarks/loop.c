/* SAM on the quadratic (Q) or the sinusoid (S) with MPFR: loop Q|S STEPS BITS prints the last iterate.
   The parameters are those of compare.py; every number is rounded once from a quotient of whole numbers. */
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **argument)
{
    if (count != 4) return 2;
    int sinusoid = argument[1][0] == 'S';
    long steps = atol(argument[2]);
    mpfr_set_default_prec(atol(argument[3]));
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
