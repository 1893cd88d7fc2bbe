package dev.chainrule.lab.dataset.fetch;

import dev.chainrule.lab.dataset.DataFileException;
import dev.chainrule.lab.text.Reasons;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Reads the pickles of CIFAR-10's Python release without running them.
///
/// A pickle is a program for a small stack machine. Only the instructions that these files use are known here, and the
/// three names they call (`numpy.ndarray`, its `_reconstruct` and `numpy.dtype`) are kept as names: nothing is ever
/// called. Anything else is refused.
final class PickleReader {
    private static final String ARRAY = "numpy.core.multiarray._reconstruct";
    private static final String ARRAY_CLASS = "numpy.ndarray";
    private static final String ELEMENT_TYPE = "numpy.dtype";

    /// A name that the pickle refers to.
    private record Name(String text) {}

    /// A call that is not made: what would be called, with what, and the state that would be set on the result.
    private static final class Call {
        private final Name name;
        private final List<Object> arguments;
        private List<Object> state = List.of();

        private Call(Name name, List<Object> arguments) {
            this.name = name;
            this.arguments = arguments;
        }
    }

    private enum Constant {
        MARK,
        NONE,
        TRUE,
        FALSE
    }

    private final String name;
    private final ByteBuffer code;
    private final Deque<Object> stack = new ArrayDeque<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    /// @param name what messages call the file
    /// @param pickle the whole file
    PickleReader(String name, byte[] pickle) {
        this.name = name;
        this.code = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
    }

    /// Reads the batch: a dictionary with the list `labels` and the array `data` of unsigned bytes.
    ///
    /// @throws DataFileException when the pickle holds anything else
    PickledBatch read() throws DataFileException {
        try {
            while (step()) {}
            Map<?, ?> batch = (Map<?, ?>) stack.pop();
            return new PickledBatch(labels(batch.get("labels")), data(batch.get("data")));
        } catch (BufferUnderflowException e) {
            throw fault("the pickle ends early");
        } catch (NoSuchElementException | ClassCastException | IndexOutOfBoundsException e) {
            throw fault("the pickle does not hold a batch of CIFAR-10");
        }
    }

    /// Does one instruction; false after the last one.
    private boolean step() throws DataFileException {
        int instruction = code.get() & 0xff;
        switch (instruction) {
            case 0x80 -> code.get(); // protocol
            case '.' -> {
                return false;
            }
            case '(' -> stack.push(Constant.MARK);
            case 'N' -> stack.push(Constant.NONE);
            case 0x88 -> stack.push(Constant.TRUE);
            case 0x89 -> stack.push(Constant.FALSE);
            case 'K' -> stack.push(code.get() & 0xff);
            case 'M' -> stack.push(code.getShort() & 0xffff);
            case 'J' -> stack.push(code.getInt());
            case 'U' -> stack.push(bytes(code.get() & 0xff));
            case 'T' -> stack.push(bytes(code.getInt()));
            case ']' -> stack.push(new ArrayList<Object>());
            case '}' -> stack.push(new HashMap<String, Object>());
            case 'q' -> memo.put(code.get() & 0xff, stack.element());
            case 'r' -> memo.put(code.getInt(), stack.element());
            case 'h' -> stack.push(remembered(code.get() & 0xff));
            case 'j' -> stack.push(remembered(code.getInt()));
            case 't' -> stack.push(sinceMark());
            case 0x85 -> stack.push(last(1));
            case 0x86 -> stack.push(last(2));
            case 0x87 -> stack.push(last(3));
            case 'a' -> append(last(1));
            case 'e' -> append(sinceMark());
            case 's' -> put(last(2));
            case 'u' -> put(sinceMark());
            case 'c' -> stack.push(knownName());
            case 'R' -> {
                List<Object> arguments = list(stack.pop());
                stack.push(new Call((Name) stack.pop(), arguments));
            }
            case 'b' -> {
                List<Object> state = list(stack.pop());
                ((Call) stack.element()).state = state;
            }
            default ->
                throw fault("instruction 0x%s is not one of a CIFAR-10 pickle"
                        .formatted(HexFormat.of().toHexDigits((byte) instruction)));
        }
        return true;
    }

    private byte[] bytes(int length) {
        if (length < 0 || length > code.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        code.get(bytes);
        return bytes;
    }

    private Object remembered(int key) {
        Object value = memo.get(key);
        if (value == null) {
            throw new NoSuchElementException();
        }
        return value;
    }

    private Name knownName() throws DataFileException {
        String text = line() + "." + line();
        return switch (text) {
            case ARRAY, ARRAY_CLASS, ELEMENT_TYPE -> new Name(text);
            default -> throw fault("the name %s is not one of a CIFAR-10 pickle".formatted(Reasons.oneLine(text)));
        };
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (char next = (char) code.get(); next != '\n'; next = (char) code.get()) {
            line.append(next);
        }
        return line.toString();
    }

    private List<Object> last(int count) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.addFirst(stack.pop());
        }
        return values;
    }

    private List<Object> sinceMark() {
        List<Object> values = new ArrayList<>();
        for (Object value = stack.pop(); value != Constant.MARK; value = stack.pop()) {
            values.add(value);
        }
        return values.reversed();
    }

    @SuppressWarnings("unchecked") // every list here was made here
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    private void append(List<Object> values) {
        list(stack.element()).addAll(values);
    }

    @SuppressWarnings("unchecked") // every dictionary here was made here
    private void put(List<Object> pairs) {
        Map<String, Object> target = (Map<String, Object>) stack.element();
        for (int i = 0; i < pairs.size(); i += 2) {
            target.put(text(pairs.get(i)), pairs.get(i + 1));
        }
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.ISO_8859_1);
    }

    private byte[] labels(@Nullable Object value) throws DataFileException {
        if (!(value instanceof List<?> list)) {
            throw fault("there is no list 'labels'");
        }
        byte[] labels = new byte[list.size()];
        for (int i = 0; i < labels.length; i++) {
            int label = (Integer) list.get(i);
            if (label < 0 || label > 9) {
                throw fault("label %s of image %s does not fit 10 classes; expected 0 to 9".formatted(label, i));
            }
            labels[i] = (byte) label;
        }
        return labels;
    }

    /// The bytes of the array; its state is (version, shape, element type, column order, bytes).
    private byte[] data(@Nullable Object value) throws DataFileException {
        if (!(value instanceof Call call) || !call.name.text().equals(ARRAY)) {
            throw fault("there is no array 'data'");
        }
        List<Object> shape = list(call.state.get(1));
        Call elements = (Call) call.state.get(2);
        byte[] bytes = (byte[]) call.state.get(4);
        boolean unsignedBytes = elements.name.text().equals(ELEMENT_TYPE)
                && text(elements.arguments.getFirst()).equals("u1");
        boolean images = shape.size() == 2 && (long) (Integer) shape.get(0) * (Integer) shape.get(1) == bytes.length;
        if (!unsignedBytes || !images || call.state.get(3) != Constant.FALSE) {
            throw fault("the array 'data' does not hold rows of unsigned bytes");
        }
        return bytes;
    }

    private DataFileException fault(String reason) {
        return new DataFileException(name, code.position(), reason);
    }
}
