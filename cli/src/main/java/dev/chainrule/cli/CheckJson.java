package dev.chainrule.cli;

import dev.chainrule.check.CheckReport;
import dev.chainrule.check.GradientReport;
import dev.chainrule.check.mistake.Diagnosis;
import dev.chainrule.check.mistake.Discrepancy;
import dev.chainrule.check.mistake.Mistake;
import java.util.Arrays;
import java.util.List;

/// What a check found, for another program.
final class CheckJson {
    private CheckJson() {}

    static JsonLine of(CheckReport report) {
        return JsonLine.of()
                .put("subject", report.subject())
                .put("passed", report.passed())
                .put("points", report.sections().stream().map(CheckJson::of).toList())
                .put(
                        "discrepancies",
                        report.discrepancies().stream().map(CheckJson::of).toList())
                .put("findings", report.findings().stream().map(CheckJson::of).toList())
                .put("mistakes", report.diagnoses().stream().map(CheckJson::of).toList());
    }

    private static JsonLine of(CheckReport.Section section) {
        return JsonLine.of()
                .put("point", section.title())
                .put("tensors", section.tensors().stream().map(CheckJson::of).toList())
                .put(
                        "beside_the_tape",
                        section.beside().stream().map(CheckJson::of).toList());
    }

    private static JsonLine of(GradientReport tensor) {
        List<Integer> shape = Arrays.stream(tensor.shape().toArray()).boxed().toList();
        return JsonLine.of()
                .put("tensor", tensor.what())
                .put("shape", shape)
                .put("checked", tensor.checked())
                .put("skipped", tensor.skipped())
                .put("passed", tensor.compared() ? tensor.passes() : null)
                .put("error", tensor.error())
                .put("tolerance", tensor.tolerance())
                .put("analytic", tensor.analytic())
                .put("numeric", tensor.numeric());
    }

    private static JsonLine of(Discrepancy discrepancy) {
        return JsonLine.of()
                .put("when", discrepancy.when())
                .put("what", discrepancy.what())
                .put("index", discrepancy.index())
                .put("position", discrepancy.position())
                .put("actual", discrepancy.actual())
                .put("expected", discrepancy.expected());
    }

    private static JsonLine of(CheckReport.Finding finding) {
        return JsonLine.of().put("fails", finding.fails()).put("text", finding.text());
    }

    /// A mistake that explains wrong numbers.
    private static JsonLine of(Diagnosis diagnosis) {
        return of(diagnosis.mistake())
                .put("advice", diagnosis.mistake().advice())
                .put("explains", diagnosis.explains())
                .put("complete", diagnosis.complete());
    }

    /// A mistake that the check knows.
    static JsonLine of(Mistake mistake) {
        return JsonLine.of().put("mistake", mistake.id()).put("explanation", mistake.explanation());
    }
}
