using System.CommandLine;
using NeuralCore.Cli.Commands;

namespace NeuralCore.Cli;

/// <summary>The command line: commands in, exit code out; every error becomes one sentence on stderr.</summary>
public static class App
{
    /// <summary>Runs one command line. Data goes to <paramref name="output"/>, progress and errors to <paramref name="error"/>.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        var terminal = new Terminal(output, error);
        var root = Root(terminal);
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            error.WriteLine($"neuralcore: {Mistake(parsed)}");
            error.WriteLine($"Try: neuralcore {string.Join(' ', Path(parsed.CommandResult))}--help");
            return ExitCodes.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(2),
            }, cancellation);
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("neuralcore: interrupted");
            return ExitCodes.Interrupted;
        }
        catch (NeuralCoreException mistake)
        {
            error.WriteLine($"neuralcore: {mistake.Message}");
            return ExitCodes.Of(mistake);
        }
        catch (Exception fault)
        {
            error.WriteLine($"neuralcore: a fault of the program's own, please report it: {fault}");
            return ExitCodes.Of(fault);
        }
    }

    private static RootCommand Root(Terminal terminal) => new("A deep learning engine written from scratch in C#.")
    {
        TrainCommand.Create(terminal),
        EvalCommand.Create(terminal),
        ModelsCommand.Create(terminal),
        SummaryCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        OpsCommand.Create(terminal),
        BenchCommand.Create(terminal),
    };

    // An unknown word is named with its nearest neighbour; everything else the parser says well enough itself.
    private static string Mistake(ParseResult parsed)
    {
        var unmatched = parsed.UnmatchedTokens;
        if (unmatched.Count == 0) return parsed.Errors[0].Message;
        var word = unmatched[0];
        var command = parsed.CommandResult.Command;
        IEnumerable<string> known = word.StartsWith('-')
            ? command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(option => option.Name)
            : command.Subcommands.Select(sub => sub.Name);
        var kind = word.StartsWith('-') ? "option" : command.Subcommands.Count > 0 ? "command" : "argument";
        return $"unknown {kind} '{word}'{Nearest.Suggestion(word, known)}";
    }

    private static IEnumerable<string> Path(System.CommandLine.Parsing.CommandResult result) =>
        result.Parent is System.CommandLine.Parsing.CommandResult parent ? [.. Path(parent), result.Command.Name + " "] : [];
}
