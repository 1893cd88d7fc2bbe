package dev.chainrule.cli;

import picocli.CommandLine.Option;

/// Flags about the training.
final class TrainingFlags extends Overrides {
    @Option(
            order = 51,
            names = "--epochs",
            paramLabel = "N",
            description = "Passes over the images, for example --epochs 20")
    void epochs(String value) {
        set("epochs", value, "--epochs");
    }

    @Option(
            order = 52,
            names = "--batch-size",
            paramLabel = "N",
            description = "Images a step, for example --batch-size 100")
    void batchSize(String value) {
        set("batch-size", value, "--batch-size");
    }

    @Option(
            order = 53,
            names = "--optimizer",
            paramLabel = "RULE",
            description = "sgd, momentum, nesterov, adagrad, rmsprop, adam or adamw, for example --optimizer momentum")
    void optimizer(String value) {
        set("optimizer.rule", value, "--optimizer");
    }

    @Option(
            order = 54,
            names = "--learning-rate",
            paramLabel = "RATE",
            description = "The highest rate of the schedule, for example --learning-rate 1e-3")
    void learningRate(String value) {
        set("learning-rate.rate", value, "--learning-rate");
    }

    @Option(
            order = 55,
            names = "--schedule",
            paramLabel = "NAME",
            description =
                    "constant, epoch-decay, step, exponential, inverse-time, cosine, cyclic or one-cycle, for example"
                            + " --schedule cosine")
    void schedule(String value) {
        set("learning-rate.schedule", value, "--schedule");
    }

    @Option(
            order = 56,
            names = "--loss",
            paramLabel = "NAME",
            description = "softmax, hinge or squared-hinge, for example --loss hinge")
    void loss(String value) {
        set("loss.name", value, "--loss");
    }

    @Option(
            order = 57,
            names = "--l2",
            paramLabel = "REG",
            description = "Weight penalty REG/2 times the sum of squares, in place of others, for example --l2 1e-3")
    void l2(String value) {
        set("penalties", "[{name: half-l2, strength: \"" + value.replaceAll("[\"\\\\]", "") + "\"}]", "--l2");
    }

    @Option(
            order = 58,
            names = "--clip-norm",
            paramLabel = "MAX",
            description = "Scale gradients down to a common norm of at most MAX, for example --clip-norm 5")
    void clipNorm(String value) {
        set("clipping", "{by: norm, maximum: \"" + value.replaceAll("[\"\\\\]", "") + "\"}", "--clip-norm");
    }

    @Option(
            order = 59,
            names = "--sampling",
            paramLabel = "NAME",
            description =
                    "shuffled, with-replacement, solver (as CS231n's, with NumPy's numbers) or in-order, for example"
                            + " --sampling solver")
    void sampling(String value) {
        set("sampling", value, "--sampling");
    }

    @Option(
            order = 60,
            names = "--flip",
            paramLabel = "RULE",
            description = "Mirror training images: none, random or alternating, for example --flip random")
    void flip(String value) {
        set("augmentation.flip", value, "--flip");
    }

    @Option(
            order = 61,
            names = "--translate",
            paramLabel = "PIXELS",
            description = "Move training images by up to so many pixels, for example --translate 4")
    void translate(String value) {
        set("augmentation.translate", value, "--translate");
    }

    @Option(
            order = 62,
            names = "--cutout",
            paramLabel = "PIXELS",
            description = "Clear a square of that side in training images, for example --cutout 8")
    void cutout(String value) {
        set("augmentation.cutout", value, "--cutout");
    }

    @Option(
            order = 63,
            names = "--average",
            paramLabel = "RULE",
            description = "Keep a mean of the weights: none, ema or lookahead, for example --average ema")
    void average(String value) {
        set("weight-average.rule", value, "--average");
    }

    @Option(
            order = 64,
            names = "--tta",
            paramLabel = "FORMS",
            description = "Forms in which test images are shown: none, flip or flip-and-shift, for example --tta flip")
    void testForms(String value) {
        set("evaluation.tta", value, "--tta");
    }

    @Option(
            order = 65,
            names = "--patience",
            paramLabel = "N",
            description = "Stop after N measurements without a better validation accuracy; 0 never does, for example"
                    + " --patience 5")
    void patience(String value) {
        set("patience", value, "--patience");
    }

    @Option(
            order = 66,
            names = "--final-weights",
            paramLabel = "WHICH",
            description = "best (on the validation images) or last, for example --final-weights last")
    void finalWeights(String value) {
        set("final-weights", value, "--final-weights");
    }

    @Option(
            order = 67,
            names = "--seed",
            paramLabel = "N",
            description = "Seed of all randomness, for example --seed 231")
    void seed(String value) {
        set("seed", value, "--seed");
    }

    @Option(
            order = 68,
            names = "--threads",
            paramLabel = "N",
            description = "Threads that compute, or all; changes no bit of the result, for example --threads 1")
    void threads(String value) {
        set("threads", value, "--threads");
    }

    @Option(
            order = 69,
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any other setting by its key in settings.yaml, as often as you like, for example --set"
                    + " optimizer.beta1=0.95")
    void any(String[] pairs) {
        String pair = pairs[pairs.length - 1]; // each time it is given, all that were given so far are handed over
        String key = pair.replaceFirst("=.*", "");
        set(key, pair.contains("=") ? pair.substring(key.length() + 1) : "", "--set " + key);
    }
}
