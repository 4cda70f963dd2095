using System.CommandLine;
using System.CommandLine.Invocation;
using NeuralCore.Cli.Commands;

namespace NeuralCore.Cli;

/// <summary>The command line: commands in, exit code out; every error becomes one sentence on stderr.</summary>
public static class App
{
    /// <summary>Runs one command line. Data goes to <paramref name="output"/>, progress and errors to <paramref name="error"/>.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken cancellation = default)
    {
        try
        {
            var parsed = Root(new Terminal(output, error)).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Action is ParseErrorAction)
            {
                error.WriteLine($"neuralcore: {UsageMistake.Of(parsed)}");
                error.WriteLine($"Try: neuralcore {UsageMistake.Path(parsed.CommandResult)}--help");
                return ExitCodes.Usage;
            }
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            }, cancellation);
        }
        catch (Exception problem)
        {
            error.WriteLine($"neuralcore: {Sentence(problem)}");
            return ExitCodes.Of(problem);
        }
    }

    private static RootCommand Root(Terminal terminal) => new("NeuralCore: a deep learning engine written from scratch in C#.")
    {
        TrainCommand.Create(terminal),
        EvalCommand.Create(terminal),
        PredictCommand.Create(terminal),
        ModelsCommand.Create(terminal),
        SummaryCommand.Create(terminal),
        DatasetsCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        OpsCommand.Create(terminal),
        GradcheckCommand.Create(terminal),
        BenchCommand.Create(terminal),
        ExperimentCommand.Create(terminal),
        DevicesCommand.Create(terminal),
    };

    private static string Sentence(Exception problem) => problem switch
    {
        InterruptedException or NeuralCoreException => problem.Message,
        OperationCanceledException => "interrupted",
        IOException => $"the output cannot be written: {problem.Message}",
        _ => $"a fault of the program's own, please report it: {problem}",
    };
}
