package dev.chainrule.lab.run;

import dev.chainrule.evaluate.Evaluation;
import dev.chainrule.format.FormatException;
import dev.chainrule.format.Safetensors;
import dev.chainrule.tensor.FloatTensor;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The answers of a network in the end of its run, as scores and labels in one safetensors file: what confusion
/// matrices, ensembles and tests of significance are made of.
///
/// @param validation on the validation images
/// @param test on the test images
public record AnswersFile(Optional<Evaluation> validation, Optional<Evaluation> test) {

    /// Writes what there is.
    ///
    /// @throws IOException if the file cannot be written
    public void write(Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        validation.ifPresent(answers -> put("validation", answers, tensors));
        test.ifPresent(answers -> put("test", answers, tensors));
        new Safetensors(tensors, Map.of()).write(file);
    }

    private static void put(String part, Evaluation answers, Map<String, Tensor> tensors) {
        int count = answers.labels().length;
        int classes = answers.scores()[0].length;
        Tensor scores = Tensor.zeros(Precision.FLOAT32, Shape.of(count, classes));
        Tensor labels = Tensor.zeros(Precision.FLOAT32, Shape.of(count));
        for (int i = 0; i < count; i++) {
            labels.setStored(i, answers.labels()[i]);
            for (int k = 0; k < classes; k++) {
                scores.setStored(i * classes + k, answers.scores()[i][k]);
            }
        }
        tensors.put(part + ".scores", scores);
        tensors.put(part + ".labels", labels);
    }

    /// Reads a file; one that is not there holds no answers.
    static AnswersFile read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return new AnswersFile(Optional.empty(), Optional.empty());
        }
        Map<String, Tensor> tensors = Safetensors.read(file).tensors();
        return new AnswersFile(answers(file, "validation", tensors), answers(file, "test", tensors));
    }

    private static Optional<Evaluation> answers(Path file, String part, Map<String, Tensor> tensors)
            throws FormatException {
        Tensor scores = tensors.get(part + ".scores");
        Tensor labels = tensors.get(part + ".labels");
        if (scores == null && labels == null) {
            return Optional.empty();
        }
        if (!(scores instanceof FloatTensor)
                || !(labels instanceof FloatTensor)
                || scores.shape().rank() != 2
                || !labels.shape().equals(Shape.of(scores.shape().extent(0)))) {
            throw new FormatException(
                    file.toString(),
                    -1,
                    "%s.scores and %s.labels do not fit each other; expected float32 (N, K) and (N)"
                            .formatted(part, part));
        }
        int classes = scores.shape().extent(1);
        int[] truth = new int[labels.size()];
        float[][] rows = new float[truth.length][classes];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = (int) labels.getStored(i);
            if (truth[i] != labels.getStored(i) || truth[i] < -1 || truth[i] >= classes) {
                throw new FormatException(
                        file.toString(),
                        -1,
                        "label %s of %s.labels does not fit %s classes; expected a class, or -1 for none"
                                .formatted(labels.getStored(i), part, classes));
            }
            for (int k = 0; k < classes; k++) {
                rows[i][k] = (float) scores.getStored(i * classes + k);
            }
        }
        return Optional.of(Evaluation.of(truth, rows));
    }
}
