package dev.chainrule.lab.demonstration;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.page.Block;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Code;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.page.Report;
import dev.chainrule.lab.settings.BaseSettings;
import dev.chainrule.lab.settings.QuestionSource;
import dev.chainrule.layer.Convolution2d;
import dev.chainrule.layer.Mode;
import dev.chainrule.layer.Parameter;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;

/// A convolution with filters set by hand, as CS231n's `ConvolutionalNetworks` notebook shows it: one turns colours
/// into grey, one finds horizontal edges in the blue channel.
record ImageFilters() implements Demonstration {
    private static final List<String> SHOWN = List.of("cat", "dog");

    /// How light red, green and blue are.
    private static final double[] GREY = {0.3, 0.6, 0.1};

    /// Light above and dark below.
    private static final double[] EDGE = {1, 2, 1, 0, 0, 0, -1, -2, -1};

    /// Brings an edge filter's numbers, of either sign, to the middle of the bytes.
    private static final double MIDDLE = 128;

    @Override
    public String id() {
        return "cs231n-image-filters";
    }

    @Override
    public String question() {
        return "What does a convolution see, with one filter for grey and one for edges?";
    }

    @Override
    public QuestionSource source() {
        return new QuestionSource("CS231n A2, ConvolutionalNetworks", "Grey photographs, and their horizontal edges.");
    }

    @Override
    public Shown show(BaseSettings.Data data, DoubleConsumer progress) {
        LabeledImages images = BundledCifar10.load().validation();
        List<CaptionedPicture> pictures = new ArrayList<>();
        boolean grey = true;
        for (String name : SHOWN) {
            byte[] pixels = pixels(images, name);
            double[] out = filtered(images.imageShape(), pixels);
            int size = out.length / 2;
            grey &= isGrey(pixels, out);
            pictures.add(picture(name, "as it is", pixels, images.imageShape()));
            Shape one = Shape.of(
                    1, images.imageShape().extent(1), images.imageShape().extent(2));
            pictures.add(picture(name, "grey", bytes(Arrays.copyOf(out, size)), one));
            pictures.add(picture(name, "edges", bytes(Arrays.copyOfRange(out, size, 2 * size)), one));
        }
        String answer = grey
                ? "The first output is 0.3 red + 0.6 green + 0.1 blue at every pixel; the second is brightest and"
                        + " darkest where the blue channel changes from row to row."
                : "The first output is not 0.3 red + 0.6 green + 0.1 blue at every pixel, as it should be.";
        List<Block> blocks = List.of(
                new Paragraph(question()),
                new Paragraph("From %s.".formatted(source().course())),
                new Heading("Answer"),
                new Paragraph(answer),
                new ImageGrid(
                        "Two photographs through a convolution",
                        "Filters of 3 × 3, stride 1, padding 1. Grey has 0.3, 0.6 and 0.1 in the middle for red, green"
                            + " and blue. Edges has rows of 1 2 1, 0 0 0, −1 −2 −1 for blue alone, and a bias of 128.",
                        pictures),
                new Heading("Do it again"),
                new Code(command()));
        return new Shown(new Report(id(), blocks), answer, grey);
    }

    private static byte[] pixels(LabeledImages images, String name) {
        int label = images.classNames().indexOf(name);
        int size = images.imageShape().size();
        int first = 0;
        while (images.labels()[first] != label) {
            first++;
        }
        return Arrays.copyOfRange(images.pixels(), first * size, (first + 1) * size);
    }

    /// The two outputs, one after the other.
    private static double[] filtered(Shape shape, byte... pixels) {
        Convolution2d layer = Convolution2d.zeros(Precision.FLOAT64, 3, 2, 3, 1, 1);
        List<Parameter> parameters = layer.parameters();
        double[] weights = new double[2 * 3 * 9];
        for (int channel = 0; channel < 3; channel++) {
            weights[channel * 9 + 4] = GREY[channel];
        }
        System.arraycopy(EDGE, 0, weights, (3 + 2) * 9, EDGE.length);
        set(parameters.getFirst().value(), weights);
        set(parameters.getLast().value(), 0, MIDDLE);
        Tensor x = Tensor.zeros(Precision.FLOAT64, shape.batchOf(1));
        double[] values = new double[pixels.length];
        Arrays.setAll(values, i -> pixels[i] & 0xff);
        set(x, values);
        return layer.forward(x, new Mode.Evaluate()).output().toArray();
    }

    private static void set(Tensor tensor, double... values) {
        for (int i = 0; i < values.length; i++) {
            tensor.setStored(Tensor.storedOffset(tensor.shape(), i), values[i]);
        }
    }

    private static boolean isGrey(byte[] pixels, double... out) {
        int size = pixels.length / 3;
        for (int i = 0; i < size; i++) {
            double grey = 0;
            for (int channel = 0; channel < 3; channel++) {
                grey += GREY[channel] * (pixels[channel * size + i] & 0xff);
            }
            if (Math.abs(grey - out[i]) > 1e-9) {
                return false;
            }
        }
        return true;
    }

    /// Darkest is 0, brightest 255.
    private static byte[] bytes(double... values) {
        double low = Arrays.stream(values).min().orElseThrow();
        double high = Arrays.stream(values).max().orElseThrow();
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.round(255 * (values[i] - low) / Math.max(1e-9, high - low));
        }
        return bytes;
    }

    private static CaptionedPicture picture(String name, String form, byte[] pixels, Shape shape) {
        return new CaptionedPicture(new Picture(pixels, shape), "a photograph of a " + name, name, form);
    }
}
