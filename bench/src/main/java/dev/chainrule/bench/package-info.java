/// Times this library beside others, on the machine at hand. Never shipped.
package dev.chainrule.bench;
