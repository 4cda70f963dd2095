using System.CommandLine;
using NeuralCore.Cli.Runs;

namespace NeuralCore.Cli.Commands;

/// <summary>What names a trained network on a command line: a run, or a model and a file of weights.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<string?> _model = CheckedOptions.Name("--model", "A model by name, with --weights, instead of a run.", "model");
    private readonly Option<string?> _weights = CheckedOptions.Name("--weights", "The weights of --model: a checkpoint, safetensors, PyTorch's .pth or npz.", "file");
    private readonly Option<string?> _checkpoint = CheckedOptions.Word("--checkpoint", "Which weights of the run (those that train reported on).", null, "best", "last");
    private readonly Option<string?> _device = CheckedOptions.Name("--device", $"Where to compute: {CommonOptions.Devices} (as the run did).", "device");
    private readonly SettingOptions _settings;

    /// <summary>The run, if it is an argument of its own.</summary>
    public Argument<string?> Run { get; } = new("run") { Description = "A run folder made by train.", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>With some settings of training runs, which override the run's or the recipe's.</summary>
    public NetworkOptions(IReadOnlyList<string> settings) => _settings = new(settings.Select(name => Settings.Find(name)!));

    /// <summary>The options, to be put on a command.</summary>
    public IEnumerable<Option> Options => [_model, _weights, _checkpoint, .. _settings.All, _device];

    /// <summary>The network that a command line names, where <see cref="Run"/> is its argument.</summary>
    /// <exception cref="UsageException">Neither a run nor a model with weights is named, or both.</exception>
    /// <exception cref="DataException">The run's folder is damaged.</exception>
    public NetworkSource Read(ParseResult parsed) => Read(parsed, parsed.GetValue(Run));

    /// <summary>Whether a model is named rather than a run.</summary>
    public bool NamesModel(ParseResult parsed) => parsed.GetValue(_model) is not null;

    /// <summary>The network that a command line names, where the run is known.</summary>
    /// <exception cref="UsageException">Neither a run nor a model with weights is named, or both.</exception>
    /// <exception cref="DataException">The run's folder is damaged.</exception>
    public NetworkSource Read(ParseResult parsed, string? run)
    {
        var (model, weights, checkpoint) = (parsed.GetValue(_model), parsed.GetValue(_weights), parsed.GetValue(_checkpoint));
        var command = parsed.CommandResult.Command.Name;
        var given = _settings.Given(parsed);
        if (model is not null && run is not null) throw new UsageException($"{command} takes a run or a --model, not both; got {run} and --model {model}");
        if (model is not null && weights is null) throw new UsageException($"--model {model} needs the file of its --weights");
        if (run is not null && weights is not null) throw new UsageException($"--weights {weights} goes with --model; a run has its own, best or last (--checkpoint)");
        if (model is not null && checkpoint is not null) throw new UsageException($"--checkpoint {checkpoint} is one of a run; --model has its --weights");
        if (model is null && run is null) throw new UsageException($"{command} needs <run>, a run folder made by train, or --model NAME with --weights FILE");
        var device = parsed.GetValue(_device) is { } name ? CommonOptions.ParseDevice(name) : null;
        if (model is not null)
        {
            var configuration = Resolution.Resolve(model, [], given);
            return new(configuration, null, weights, device ?? CommonOptions.ParseDevice(configuration.Device));
        }

        var folder = RunFolder.Open(run!);
        var own = given.Aggregate(Resolution.Of(folder.Configuration), (c, a) => a.On(c));
        return new(own, folder, checkpoint switch { "best" => folder.Best, "last" => folder.Last, _ => null }, device ?? CommonOptions.ParseDevice(own.Device));
    }
}
