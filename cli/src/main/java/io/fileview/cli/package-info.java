/** The command {@code fileview}: one class for each of its subcommands, and what they print with. */
@NullMarked
package io.fileview.cli;

import org.jspecify.annotations.NullMarked;
