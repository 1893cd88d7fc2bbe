package dev.chainrule.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tensors beside NumPy, which wrote down in `numpy-tensors.json` what it makes of small arrays of all ranks:
/// arithmetic of every pair of ranks, sums over every subset of axes, every order of axes, and so on.
///
/// Number i of the k-th input of a case is `((37 i + 11 + 29 k) mod 101 − 50) / 8`, in row-major order. So all sums and
/// products are exact in both precisions, and results are compared to the bit.
class NumpyTensorsTest {
    private static final List<JsonNode> CASES = read("numpy-tensors.json");

    static List<JsonNode> read(String name) {
        try (InputStream file = NumpyTensorsTest.class.getResourceAsStream("/dev/chainrule/" + name)) {
            return new ObjectMapper()
                    .readTree(Objects.requireNonNull(file))
                    .valueStream()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    static Tensor input(Precision precision, int which, int... extents) {
        Shape shape = Shape.of(extents);
        double[] values = IntStream.range(0, shape.size())
                .mapToDouble(i -> ((37 * i + 11 + 29 * which) % 101 - 50) / 8.0)
                .toArray();
        return Tensor.of(precision, shape, values);
    }

    static int[] integers(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::intValue).toArray();
    }

    @ParameterizedTest
    @EnumSource
    void arithmeticBroadcastsAllRanks(Precision precision) {
        assertThat(agreeing(precision, "minus", "plus", "times", "dividedBy", "maximum", "minimum"))
                .isGreaterThan(150);
        assertThat(agreeing(precision, "greaterThan", "lessThan", "equalTo", "atLeast", "atMost"))
                .isEqualTo(30);
        assertThat(agreeing(precision, "broadcastTo")).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource
    void sumsAndMeansGoOverEverySubsetOfAxesKeptOrNot(Precision precision) {
        assertThat(agreeing(precision, "sum", "mean", "max", "min", "variance")).isGreaterThan(450);
    }

    @ParameterizedTest
    @EnumSource
    void theLargestIsFoundInTheOrderOfTheShape(Precision precision) {
        assertThat(agreeing(precision, "argmax")).isEqualTo(40);
    }

    @ParameterizedTest
    @EnumSource
    void axesAreReorderedAndShapesChanged(Precision precision) {
        assertThat(agreeing(precision, "permute", "transpose")).isEqualTo(43);
        assertThat(agreeing(precision, "reshape")).isEqualTo(24);
    }

    @ParameterizedTest
    @EnumSource
    void partsAreTakenPaddedAndJoined(Precision precision) {
        assertThat(agreeing(precision, "slice", "gather", "pick")).isEqualTo(64);
        assertThat(agreeing(precision, "pad", "concatenate", "stack")).isEqualTo(33);
    }

    @ParameterizedTest
    @EnumSource
    void productsAreThoseOfMatrices(Precision precision) {
        assertThat(agreeing(precision, "matmul")).isEqualTo(9);
    }

    @Test
    void everyCaseIsCompared() {
        assertThat(CASES.stream().map(each -> each.get("call").asText()).collect(Collectors.toSet()))
                .hasSize(28);
        assertThat(CASES).hasSizeGreaterThan(1000);
    }

    /// Compares all cases of some calls, and says how many they are.
    private static long agreeing(Precision precision, String... calls) {
        return CASES.stream()
                .filter(each -> Arrays.asList(calls).contains(each.get("call").asText()))
                .peek(each -> compare(each, precision))
                .count();
    }

    private static void compare(JsonNode each, Precision precision) {
        List<Tensor> inputs = inputs(each, precision);
        String call = each.get("call").asText();
        Tensor actual = call.equals("argmax") ? argmax(inputs.getFirst(), each) : result(call, inputs, each);
        assertThat(actual.shape()).as("%s", each).isEqualTo(Shape.of(integers(each.get("shape"))));
        assertThat(actual.precision()).isEqualTo(precision);
        double[] expected =
                each.get("values").valueStream().mapToDouble(JsonNode::asDouble).toArray();
        if (call.equals("variance")) {
            assertThat(actual.toArray()).as("%s", each).containsExactly(expected, within(tolerance(precision)));
        } else {
            assertThat(actual.toArray())
                    .as("%s", each)
                    .isEqualTo(Tensor.of(precision, actual.shape(), expected).toArray());
        }
    }

    /// Of numbers up to 6.25, whose squares are added and divided.
    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT64 ? 1e-13 : 2e-5;
    }

    private static List<Tensor> inputs(JsonNode each, Precision precision) {
        JsonNode shapes = each.get("inputs");
        return IntStream.range(0, shapes.size())
                .mapToObj(k -> input(precision, k, integers(shapes.get(k))))
                .toList();
    }

    private static Tensor argmax(Tensor x, JsonNode each) {
        int[] places = each.has("axis") ? x.argmax(each.get("axis").intValue()) : new int[] {x.argmax()};
        return Tensor.of(
                x.precision(),
                Shape.of(integers(each.get("shape"))),
                Arrays.stream(places).asDoubleStream().toArray());
    }

    private static Tensor result(String call, List<Tensor> inputs, JsonNode each) {
        Tensor x = inputs.getFirst();
        Tensor[] all = inputs.toArray(Tensor[]::new);
        Function<String, int[]> list = name -> integers(each.get(name));
        return switch (call) {
            case "sum" -> x.sum(axes(each));
            case "mean" -> x.mean(axes(each));
            case "max" -> x.max(axes(each));
            case "min" -> x.min(axes(each));
            case "variance" -> x.variance(axes(each));
            case "broadcastTo" -> x.broadcastTo(Shape.of(list.apply("extents")));
            case "permute" -> x.permute(list.apply("order"));
            case "transpose" -> x.transpose();
            case "reshape" -> x.reshape(list.apply("extents"));
            case "slice" -> x.slice(ranges(each.get("ranges").asText()));
            case "gather" -> x.gather(list.apply("rows"));
            case "pick" -> x.pick(list.apply("columns"));
            case "pad" -> x.pad(list.apply("before"), list.apply("after"));
            case "concatenate" -> Tensor.concatenate(each.get("axis").intValue(), all);
            case "stack" -> Tensor.stack(each.get("axis").intValue(), all);
            default -> ofTwo(call, x, inputs.get(1));
        };
    }

    private static Tensor ofTwo(String call, Tensor x, Tensor y) {
        return switch (call) {
            case "plus" -> x.plus(y);
            case "minus" -> x.minus(y);
            case "times" -> x.times(y);
            case "dividedBy" -> x.dividedBy(y);
            case "maximum" -> x.maximum(y);
            case "minimum" -> x.minimum(y);
            case "greaterThan" -> x.greaterThan(y);
            case "lessThan" -> x.lessThan(y);
            case "equalTo" -> x.equalTo(y);
            case "atLeast" -> x.atLeast(y);
            case "atMost" -> x.atMost(y);
            case "matmul" -> x.matmul(y);
            default -> throw new AssertionError(call);
        };
    }

    private static Axes axes(JsonNode each) {
        int[] numbers = integers(each.get("axes"));
        return each.get("kept").booleanValue() ? Axes.kept(numbers) : Axes.of(numbers);
    }

    /// Ranges as NumPy spells them, such as `1:3, :, -1`.
    static Range[] ranges(String text) {
        return Stream.of(text.split(",")).map(NumpyTensorsTest::range).toArray(Range[]::new);
    }

    private static Range range(String text) {
        if (!text.contains(":")) {
            return Range.at(Integer.parseInt(text));
        }
        String[] bounds = text.split(":", -1);
        int from = bounds[0].isEmpty() ? 0 : Integer.parseInt(bounds[0]);
        Range range = bounds[1].isEmpty() ? Range.from(from) : Range.of(from, Integer.parseInt(bounds[1]));
        return bounds.length == 3 ? range.by(Integer.parseInt(bounds[2])) : range;
    }
}
