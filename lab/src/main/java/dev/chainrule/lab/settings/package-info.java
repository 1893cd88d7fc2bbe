/// The settings of a run as a value and as YAML, and settings by name.
///
/// | class | what |
/// |---|---|
/// | [RunSettings][dev.chainrule.lab.settings.RunSettings] | everything needed to repeat a run |
/// | [SettingsBuilder][dev.chainrule.lab.settings.SettingsBuilder] | a preset, a file, single values |
/// | [Preset][dev.chainrule.lab.settings.Preset] | settings by name |
@NullMarked
package dev.chainrule.lab.settings;

import org.jspecify.annotations.NullMarked;
