package dev.chainrule.cli;

import picocli.CommandLine.Option;

/// Flags about the images.
final class DataFlags extends Overrides {
    @Option(
            order = 11,
            names = "--data",
            paramLabel = "SET",
            description = "cifar10-small (bundled), cifar10, mnist, or a folder of images with one folder a class, for"
                    + " example --data photos")
    void data(String value) {
        set("data.set", value, "--data");
    }

    @Option(
            order = 12,
            names = "--split",
            paramLabel = "NAME",
            description = "How the set is divided, for example --split kth: of cifar10 cs231n, cs231n-pytorch, kth,"
                    + " kth-49000, kth-single-batch; of others only one")
    void split(String value) {
        set("data.split", value, "--split");
    }

    @Option(
            order = 13,
            names = "--preprocessing",
            paramLabel = "NAME",
            description =
                    "none, mean-image (CS231n), standardized-pixel (KTH) or standardized-channel (PyTorch), for example"
                            + " --preprocessing mean-image")
    void preprocessing(String value) {
        set("data.preprocessing", value, "--preprocessing");
    }

    @Option(
            order = 14,
            names = "--limit",
            paramLabel = "N",
            description = "Train on the first N images only, for example --limit 500")
    void limit(String value) {
        set("data.limit", value, "--limit");
    }

    @Option(
            order = 15,
            names = "--image-size",
            paramLabel = "WxH",
            description = "Resize the images of a folder, for example --image-size 32x32")
    void imageSize(String value) {
        set("data.image-size", value, "--image-size");
    }
}
