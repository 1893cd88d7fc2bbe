package dev.chainrule.lab;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.util.Set;
import java.util.stream.Collectors;

/// Which room of the lab may use which: none points upwards, and no two files point at each other.
@AnalyzeClasses(packages = "dev.chainrule.lab", importOptions = ImportOption.DoNotIncludeTests.class)
class LabArchitectureTest {

    @ArchTest
    static final ArchRule roomsUseOnlyThoseBelowThem = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("dev.chainrule.lab..")
            .layer("text")
            .definedBy("dev.chainrule.lab.text")
            .layer("page")
            .definedBy("dev.chainrule.lab.page")
            .layer("dataset")
            .definedBy("dev.chainrule.lab.dataset")
            .layer("fetch")
            .definedBy("dev.chainrule.lab.dataset.fetch")
            .layer("settings")
            .definedBy("dev.chainrule.lab.settings")
            .layer("predict")
            .definedBy("dev.chainrule.lab.predict")
            .layer("whiten")
            .definedBy("dev.chainrule.lab.whiten")
            .layer("run")
            .definedBy("dev.chainrule.lab.run")
            .layer("formula")
            .definedBy("dev.chainrule.lab.formula")
            .layer("derive")
            .definedBy("dev.chainrule.lab.derive")
            .layer("doctor")
            .definedBy("dev.chainrule.lab.doctor")
            .layer("report")
            .definedBy("dev.chainrule.lab.report")
            .layer("compare")
            .definedBy("dev.chainrule.lab.compare")
            .layer("trial")
            .definedBy("dev.chainrule.lab.trial")
            .layer("explain")
            .definedBy("dev.chainrule.lab.explain")
            .layer("demonstration")
            .definedBy("dev.chainrule.lab.demonstration")
            .layer("experiment")
            .definedBy("dev.chainrule.lab.experiment")
            .layer("machine")
            .definedBy("dev.chainrule.lab.machine")
            .layer("search")
            .definedBy("dev.chainrule.lab.search")
            .layer("ensemble")
            .definedBy("dev.chainrule.lab.ensemble")
            .whereLayer("text")
            .mayNotAccessAnyLayer()
            .whereLayer("page")
            .mayNotAccessAnyLayer()
            .whereLayer("dataset")
            .mayOnlyAccessLayers("text")
            .whereLayer("fetch")
            .mayOnlyAccessLayers("dataset", "text")
            .whereLayer("settings")
            .mayOnlyAccessLayers("dataset", "text")
            .whereLayer("predict")
            .mayOnlyAccessLayers("settings", "dataset", "text")
            .whereLayer("whiten")
            .mayOnlyAccessLayers("text")
            .whereLayer("run")
            .mayOnlyAccessLayers("whiten", "predict", "settings", "dataset", "text")
            .whereLayer("formula")
            .mayOnlyAccessLayers("text")
            .whereLayer("derive")
            .mayOnlyAccessLayers("formula", "page", "text")
            .whereLayer("doctor")
            .mayOnlyAccessLayers("run", "settings", "page", "text")
            .whereLayer("report")
            .mayOnlyAccessLayers("doctor", "run", "settings", "dataset", "page", "text")
            .whereLayer("compare")
            .mayOnlyAccessLayers("run", "predict", "settings", "page", "text")
            .whereLayer("trial")
            .mayOnlyAccessLayers("run", "settings", "dataset", "text")
            .whereLayer("explain")
            .mayOnlyAccessLayers("report", "run", "predict", "settings", "dataset", "page", "text")
            .whereLayer("demonstration")
            .mayOnlyAccessLayers("whiten", "derive", "run", "settings", "dataset", "page", "text")
            .whereLayer("experiment")
            .mayOnlyAccessLayers(
                    "demonstration",
                    "whiten",
                    "trial",
                    "report",
                    "compare",
                    "run",
                    "settings",
                    "dataset",
                    "page",
                    "text")
            .whereLayer("machine")
            .mayOnlyAccessLayers("experiment", "run", "settings", "text")
            .whereLayer("search")
            .mayOnlyAccessLayers("trial", "report", "compare", "run", "settings", "dataset", "page", "text")
            .whereLayer("ensemble")
            .mayOnlyAccessLayers("trial", "report", "compare", "run", "predict", "settings", "dataset", "page", "text");

    @ArchTest
    static final ArchRule nothingAsksForTheTimeOfDay = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .dependOnClassesThat(type(Clock.class))
            .orShould()
            .callMethodWhere(describe(
                    "the target is now() of java.time",
                    call -> call.getName().equals("now")
                            && call.getTargetOwner().getPackageName().startsWith("java.time")))
            .because("clocks are set while a run is under way; System.nanoTime measures how long something takes");

    @ArchTest
    static final ArchRule noTwoFilesPointAtEachOther = classes()
            .should(new ArchCondition<>("not be used by what they use") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    for (JavaClass used : used(type)) {
                        if (used(used).contains(file(type)) && !used.equals(file(type))) {
                            events.add(SimpleConditionEvent.violated(
                                    type, file(type).getName() + " and " + used.getName() + " point at each other"));
                        }
                    }
                }
            });

    /// The files, by their outermost class, that a class uses, nested classes included.
    private static Set<JavaClass> used(JavaClass type) {
        return file(type).getPackage().getClasses().stream()
                .filter(other -> file(other).equals(file(type)))
                .flatMap(other -> other.getDirectDependenciesFromSelf().stream())
                .map(Dependency::getTargetClass)
                .filter(target -> target.getPackageName().startsWith("dev.chainrule.lab"))
                .map(LabArchitectureTest::file)
                .collect(Collectors.toSet());
    }

    private static JavaClass file(JavaClass type) {
        JavaClass outermost = type.getBaseComponentType();
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost;
    }
}
