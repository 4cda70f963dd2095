using Spectre.Console;

namespace NeuralCore.Cli;

/// <summary>Where a command writes: data to stdout, progress to stderr, colour only where a person looks and NO_COLOR is not set.</summary>
internal sealed class Terminal
{
    /// <summary>Writes to the given streams.</summary>
    public Terminal(TextWriter output, TextWriter error)
    {
        (Output, Error) = (output, error);
        Tables = Create(output, !Console.IsOutputRedirected && ReferenceEquals(output, Console.Out));
        Progress = Create(error, !Console.IsErrorRedirected && ReferenceEquals(error, Console.Error));
    }

    /// <summary>Plain data.</summary>
    public TextWriter Output { get; }

    /// <summary>Plain remarks.</summary>
    public TextWriter Error { get; }

    /// <summary>Tables on stdout.</summary>
    public IAnsiConsole Tables { get; }

    /// <summary>Live progress on stderr.</summary>
    public IAnsiConsole Progress { get; }

    private static IAnsiConsole Create(TextWriter writer, bool interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = interactive ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!interactive) console.Profile.Width = 160;
        return console;
    }
}
