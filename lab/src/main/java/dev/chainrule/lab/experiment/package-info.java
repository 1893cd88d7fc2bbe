/// Experiments: the settings of a training run as a value and as YAML, presets of the courses' experiments, and the
/// run itself.
///
/// | class | what |
/// |---|---|
/// | [RunSettings][dev.chainrule.lab.experiment.RunSettings] | everything needed to repeat a run |
/// | [SettingsBuilder][dev.chainrule.lab.experiment.SettingsBuilder] | a preset, a file over it, single values over
/// both |
/// | [Preset][dev.chainrule.lab.experiment.Preset] | settings by name |
/// | [TrainingRun][dev.chainrule.lab.experiment.TrainingRun] | settings in, a folder of results out |
/// | [Whitening][dev.chainrule.lab.experiment.Whitening] | computes the filters of a net that whitens its images |
/// | [SavedRun][dev.chainrule.lab.experiment.SavedRun] | a folder of results, read again |
@NullMarked
package dev.chainrule.lab.experiment;

import org.jspecify.annotations.NullMarked;
