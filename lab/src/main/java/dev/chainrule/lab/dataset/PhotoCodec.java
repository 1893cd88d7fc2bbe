package dev.chainrule.lab.dataset;

/// Predicts the bytes of small photographs (3 × 32 × 32: red, green, blue) so well that about 4 bits a byte suffice.
///
/// Green is coded first, then red and blue as differences from green. Every value is predicted from its left, upper and
/// upper-left neighbours by the median rule of lossless JPEG; what remains (the *residual*, modulo
/// 256) is handed to a [Symbols] together with the *energy* around it: how much the neighbours differ and how
/// badly they were predicted. The energy says how wide the distribution of the residual is, so an entropy coder picks
/// its table by it.
///
/// The same walk encodes and decodes, so the two cannot disagree.
final class PhotoCodec {
    static final int SIDE = 32;
    static final int PLANE = SIDE * SIDE;
    static final int IMAGE = 3 * PLANE;
    static final int MAX_ENERGY = 1023;

    private static final int STRIDE = SIDE + 2;

    /// What is done with a residual: written (and returned as it came) or read.
    interface Symbols {
        /// Codes one residual.
        ///
        /// @param plane 0 red, 1 green, 2 blue
        /// @param energy 0 … [#MAX_ENERGY]
        /// @param residual 0 … 255; ignored when decoding
        /// @return the residual, 0 … 255
        int code(int plane, int energy, int residual);
    }

    /// One plane with a border: differences from green (or green itself), and how large their residuals were.
    private static final class Plane {
        private final int colour;
        private final int[] value = new int[(SIDE + 1) * STRIDE];
        private final int[] error = new int[(SIDE + 1) * STRIDE];

        private Plane(int colour) {
            this.colour = colour;
        }

        private void beginRow(int row) {
            value[row] = value[row - STRIDE + 1];
            error[row] = error[row - STRIDE + 1];
        }

        private void endRow(int row) {
            value[row + SIDE + 1] = value[row + SIDE];
            error[row + SIDE + 1] = error[row + SIDE];
        }

        /// Codes the value at `at`, given what it is a difference from and how badly another colour was
        /// predicted here.
        private int code(int at, int base, int otherError, int pixel, Symbols symbols) {
            int west = value[at - 1];
            int northWest = value[at - STRIDE - 1];
            int north = value[at - STRIDE];
            int northEast = value[at - STRIDE + 1];
            int differences = Math.abs(west - northWest) + Math.abs(north - northWest) + Math.abs(north - northEast);
            int errors = error[at - 1] + error[at - STRIDE - 1] + error[at - STRIDE] + error[at - STRIDE + 1];
            int energy = Math.min(differences + 2 * errors + 3 * otherError, MAX_ENERGY);

            int prediction = Math.max(0, Math.min(base + median(west, north, northWest), 255));
            int residual = symbols.code(colour, energy, (pixel - prediction) & 0xff);
            int coded = (prediction + residual) & 0xff;
            value[at] = coded - base;
            error[at] = Math.abs((byte) residual);
            return coded;
        }
    }

    private final Plane red = new Plane(0);
    private final Plane green = new Plane(1);
    private final Plane blue = new Plane(2);

    /// Codes `count` images of `pixels`, from image `first`; when decoding, `pixels` is what is filled.
    void code(byte[] pixels, int first, int count, Symbols symbols) {
        for (int row = 0; row < count * SIDE; row++) {
            codeRow(pixels, (first + row / SIDE) * IMAGE + row % SIDE * SIDE, (row % SIDE + 1) * STRIDE, symbols);
        }
    }

    private void codeRow(byte[] pixels, int offset, int row, Symbols symbols) {
        red.beginRow(row);
        green.beginRow(row);
        blue.beginRow(row);
        for (int x = 0; x < SIDE; x++) {
            int at = row + 1 + x;
            int index = offset + x;
            int base = green.code(at, 0, 0, pixels[index + PLANE], symbols);
            pixels[index + PLANE] = (byte) base;
            pixels[index] = (byte) red.code(at, base, 0, pixels[index], symbols);
            pixels[index + 2 * PLANE] = (byte) blue.code(at, base, red.error[at], pixels[index + 2 * PLANE], symbols);
        }
        red.endRow(row);
        green.endRow(row);
        blue.endRow(row);
    }

    /// The median of the left value, the upper value and the plane through the three neighbours.
    private static int median(int west, int north, int northWest) {
        int low = Math.min(west, north);
        int high = Math.max(west, north);
        return Math.max(low, Math.min(west + north - northWest, high));
    }
}
