package dev.chainrule.cli;

import picocli.CommandLine.Option;

/// Flags about the network.
final class ModelFlags extends Overrides {
    @Option(
            order = 31,
            names = "--model",
            paramLabel = "KIND",
            description = "two-layer, fully-connected, kth, or a convolutional net: three-layer-convnet, plain-convnet,"
                    + " two-convolutions, small-convnet, small-vgg, vgg, small-resnet, fast-net, whitened-net, for"
                    + " example --model small-vgg")
    void model(String value) {
        set("model.kind", value, "--model");
    }

    @Option(
            order = 32,
            names = "--hidden",
            paramLabel = "N,N",
            description = "Units of each hidden layer, for example --hidden 256,128")
    void hidden(String value) {
        set("model.hidden", value.startsWith("[") ? value : "[" + value + "]", "--hidden");
    }

    @Option(
            order = 33,
            names = "--activation",
            paramLabel = "NAME",
            description = "relu, leaky-relu, gelu, sigmoid or tanh, for example --activation tanh")
    void activation(String value) {
        set("model.activation", value, "--activation");
    }

    @Option(
            order = 34,
            names = "--normalization",
            paramLabel = "NAME",
            description = "none, batch-norm, layer-norm or group-norm, for example --normalization batch-norm")
    void normalization(String value) {
        set("model.normalization.layer", value, "--normalization");
    }

    @Option(
            order = 35,
            names = "--dropout",
            paramLabel = "KEEP",
            description = "Keep each hidden unit with this probability, for example --dropout 0.5; 1 is no dropout")
    void dropout(String value) {
        set("model.dropout.keep", value, "--dropout");
    }

    @Option(
            order = 36,
            names = "--initializer",
            paramLabel = "NAME",
            description =
                    "normal, xavier, glorot, he, fan-in-uniform, uniform or constant, for example --initializer he")
    void initializer(String value) {
        set("model.weights.rule", value, "--initializer");
    }

    @Option(
            order = 37,
            names = "--weight-scale",
            paramLabel = "S",
            description = "First weights are N(0, S^2), for example --weight-scale 5e-2")
    void weightScale(String value) {
        set("model.weights.rule", "normal", "--weight-scale");
        set("model.weights.standard-deviation", value, "--weight-scale");
    }

    @Option(
            order = 38,
            names = "--precision",
            paramLabel = "NAME",
            description = "float32 (fast) or float64 (the reference), for example --precision float64")
    void precision(String value) {
        set("model.precision", value, "--precision");
    }
}
