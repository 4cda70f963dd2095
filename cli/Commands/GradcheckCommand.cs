using System.CommandLine;
using NeuralCore.Autograd;
using NeuralCore.Cli.GradientChecks;
using NeuralCore.Ops;

namespace NeuralCore.Cli.Commands;

/// <summary><c>neuralcore gradcheck</c>: gradients against differences, of ops or of a whole model; and the test of the checker itself.</summary>
internal static class GradcheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var ops = new Argument<string[]>("op") { Description = "Operations by name; see 'neuralcore ops'.", Arity = ArgumentArity.ZeroOrMore };
        var all = new Option<bool>("--all") { Description = "Every operation." };
        var model = CheckedOptions.Name("--model", "A model by name: its input and every parameter, in training mode.", "model");
        var option = CommonOptions.ModelOption();
        var input = CommonOptions.Input();
        var batch = CheckedOptions.Whole("--batch", "The examples of the model's batch (2).", 1);
        var device = new Option<string[]>("--device")
        {
            Description = $"A device to check on, {CommonOptions.Devices}; may be given several times, and operations' results are held against the reference on each (cpu).",
            HelpName = "device",
        };
        var second = new Option<bool>("--second-order") { Description = "Also check the gradients of the gradients." };
        var mutants = new Option<bool>("--mutants") { Description = "Test the checker: plant mistakes in the operations' gradients (in all if none is named), and count which are seen and named." };
        var samples = CheckedOptions.Whole("--samples", "How many draws of each of an operation's samples (1).", 1);
        var seed = CommonOptions.Seed();
        var json = CommonOptions.Json();
        var html = CheckedOptions.Name("--html", "Write heat maps of the errors to this file.", "file");
        var command = new Command("gradcheck", "Compares gradients with differences, and says what a wrong one looks like.")
        {
            ops, all, model, option, input, batch, device, second, samples, seed, mutants, json, html,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var names = parsed.GetValue(ops) ?? [];
            var (everything, modelName, isMutants) = (parsed.GetValue(all), parsed.GetValue(model), parsed.GetValue(mutants));
            if (new[] { names.Length > 0, everything, modelName is not null }.Count(given => given) is var count && (count > 1 || (count == 0 && !isMutants)))
                throw new UsageException("gradcheck takes the names of operations, or --all, or --model NAME: one of them; or --mutants");
            if (modelName is null && (parsed.GetValue(option) is { Length: > 0 } || parsed.GetValue(input) is not null || parsed.GetValue(batch) is not null))
                throw new UsageException("--option, --input and --batch go with --model");
            if (modelName is not null && (isMutants || parsed.GetValue(second) || parsed.GetValue(samples) is not null))
                throw new UsageException("--second-order, --samples and --mutants are for operations; a model's check is of first order, of one batch");
            if (isMutants && (parsed.GetValue(second) || parsed.GetValue(html) is not null || parsed.GetValue(device) is { Length: > 0 }))
                throw new UsageException("--mutants tests the checker on the reference device; --device, --second-order and --html are for checks of the operations");

            IReadOnlyList<OpInfo> chosen = names.Length > 0 ? [.. names.Select(name => Find(command, name)).Distinct()] : OpRegistry.All;
            if (names.Length > 0 && chosen.FirstOrDefault(info => !info.Samples.Any(OpCheck.Applies)) is { } flat)
                throw new UsageException($"{flat.Name} has no gradient to check");
            var (draws, first, isJson) = (parsed.GetValue(samples) ?? 1, parsed.GetValue(seed), parsed.GetValue(json));
            if (isMutants)
            {
                var score = MutantChecks.Run(terminal, chosen, draws, first, cancellation);
                if (isJson) terminal.Output.WriteLine(MutationTable.Json(score));
                else MutationTable.Print(terminal, score);
                return Task.FromResult(score.IsGood ? ExitCodes.Ok : ExitCodes.CheckFailed);
            }

            var file = parsed.GetValue(html);
            if (file is not null) CheckFolder(file);
            Device[] devices = [.. (parsed.GetValue(device) ?? []).Select(CommonOptions.ParseDevice).Distinct()];
            IReadOnlyList<GradientCheckRow> rows;
            if (modelName is null)
                rows = OpChecks.Run(terminal, OpChecks.Plan(chosen, parsed.GetValue(second), draws, first, devices), cancellation);
            else
            {
                var (info, options) = CommonOptions.ParseModel(modelName, parsed.GetValue(option));
                var shape = CommonOptions.ParseInput(parsed.GetValue(input)) ?? info.Input(options);
                CommonOptions.Summarize(info, options, shape);
                rows = [.. (devices.Length > 0 ? devices : [Device.Cpu])
                    .Select(d => new ModelCheck(info, options, shape, parsed.GetValue(batch) ?? 2, first, d).Run(terminal, cancellation))];
            }
            return Task.FromResult(GradientCheckOutcome.Write(terminal, rows, isJson, file));
        });
        return command;
    }

    // A mistyped option looks like the name of an operation.
    private static OpInfo Find(Command command, string name) => OpRegistry.All.FirstOrDefault(o => o.Name == name)
        ?? throw new UsageException(name.StartsWith('-')
            ? $"unknown option '{name}'{Nearest.Suggestion(name, command.Options.Select(o => o.Name))}"
            : $"unknown operation '{name}'{Nearest.Suggestion(name, OpRegistry.All.Select(o => o.Name))}");

    // Not after minutes of checking.
    private static void CheckFolder(string file)
    {
        var path = Path.GetFullPath(file);
        if (Directory.Exists(path)) throw new DataException($"--html {file} is a folder; expected the name of a file");
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder))
            throw new DataException($"--html {file} cannot be written: there is no folder {folder}");
    }
}
