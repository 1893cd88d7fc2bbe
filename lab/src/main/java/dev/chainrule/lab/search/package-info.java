/// Searches over settings: which ones vary and how, which trials a method asks for next, and what is declared of a
/// search.
///
/// | class | what |
/// |---|---|
/// | [Search][dev.chainrule.lab.search.Search] | the declaration of a search, as YAML |
/// | [SearchSpace][dev.chainrule.lab.search.SearchSpace] | the settings that vary, and the points that they span |
/// | [SearchMethod][dev.chainrule.lab.search.SearchMethod] | which trials come next |
/// | [SearchReport][dev.chainrule.lab.search.SearchReport] | the page about what came of one |
/// | [SearchComparison][dev.chainrule.lab.search.SearchComparison] | the page about several methods |
@NullMarked
package dev.chainrule.lab.search;

import org.jspecify.annotations.NullMarked;
