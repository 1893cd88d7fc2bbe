package dev.chainrule.bench;

/// Something that libraries do side by side.
sealed interface Work permits Net, ProductShape, ConvolutionWork {

    /// Floating-point operations of its products, as the definition counts them.
    double operations();

    /// Reads what the `toString` of any of them writes.
    static Work parse(String text) {
        if (text.contains("@")) {
            return Net.parse(text);
        }
        return text.contains("/") ? ConvolutionWork.parse(text) : ProductShape.parse(text);
    }
}
