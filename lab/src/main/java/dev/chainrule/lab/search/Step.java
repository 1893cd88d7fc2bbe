package dev.chainrule.lab.search;

/// What a search asks for: that one of its trials is trained so far.
///
/// @param trial its number, from 1 on
/// @param point what it is trained with, the same in all its steps
/// @param share of its whole plan, above 0 and at most 1, up to which; from where the trial was stopped before
public record Step(int trial, Point point, double share) {}
