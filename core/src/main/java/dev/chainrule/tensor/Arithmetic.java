package dev.chainrule.tensor;

/// The four operations on pairs of numbers, each with a loop of its own: many times as fast as a loop that calls a
/// function for each pair.
public enum Arithmetic {
    /// `a + b`.
    PLUS,
    /// `a − b`.
    MINUS,
    /// `a · b`.
    TIMES,
    /// `a / b`.
    DIVIDED_BY;

    /// Numbers of float that are a step apart.
    ///
    /// @param data all of them
    /// @param step 1, or 0 where one is repeated
    @SuppressWarnings("ArrayRecordComponent") // it lives for one loop
    record Floats(float[] data, int step) {}

    /// Numbers of double that are a step apart.
    ///
    /// @param data all of them
    /// @param step 1, or 0 where one is repeated
    @SuppressWarnings("ArrayRecordComponent") // it lives for one loop
    record Doubles(double[] data, int step) {}

    /// Computes a run of numbers from where the three arrays stand.
    void run(Floats a, Floats b, float[] to, int[] at, int n) {
        float[] as = a.data;
        float[] bs = b.data;
        int stepA = a.step;
        int stepB = b.step;
        int k = at[0];
        int i = at[1];
        int j = at[2];
        switch (this) {
            case PLUS -> {
                for (int e = 0; e < n; e++) {
                    to[k + e] = as[i + e * stepA] + bs[j + e * stepB];
                }
            }
            case MINUS -> {
                for (int e = 0; e < n; e++) {
                    to[k + e] = as[i + e * stepA] - bs[j + e * stepB];
                }
            }
            case TIMES -> {
                for (int e = 0; e < n; e++) {
                    to[k + e] = as[i + e * stepA] * bs[j + e * stepB];
                }
            }
            case DIVIDED_BY -> {
                for (int e = 0; e < n; e++) {
                    to[k + e] = as[i + e * stepA] / bs[j + e * stepB];
                }
            }
        }
    }

    /// The same in double.
    void run(Doubles a, Doubles b, double[] to, int[] at, int n) {
        double[] as = a.data;
        double[] bs = b.data;
        int stepA = a.step;
        int stepB = b.step;
        int k = at[0];
        int i = at[1];
        int j = at[2];
        switch (this) {
            case PLUS -> {
                for (int e = 0; e < n; e++) {
                    to[k + e] = as[i + e * stepA] + bs[j + e * stepB];
                }
            }
            case MINUS -> {
                for (int e = 0; e < n; e++) {
                    to[k + e] = as[i + e * stepA] - bs[j + e * stepB];
                }
            }
            case TIMES -> {
                for (int e = 0; e < n; e++) {
                    to[k + e] = as[i + e * stepA] * bs[j + e * stepB];
                }
            }
            case DIVIDED_BY -> {
                for (int e = 0; e < n; e++) {
                    to[k + e] = as[i + e * stepA] / bs[j + e * stepB];
                }
            }
        }
    }
}
