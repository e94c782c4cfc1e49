/** The command {@code fileview}: its subcommands and their output. */
@NullMarked
package io.fileview.cli;

import org.jspecify.annotations.NullMarked;
