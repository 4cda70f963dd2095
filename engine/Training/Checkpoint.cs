using System.Globalization;
using NeuralCore.Nn;
using NeuralCore.Serialization;
using NeuralCore.Tensors;

namespace NeuralCore.Training;

/// <summary>A run in one safetensors file: weights, optimizer state, generators and where the run stands; equal runs give equal bytes.</summary>
/// <remarks>
/// Tensors are named <c>model.conv1.weight</c> and <c>optimizer.conv1.weight.exp_avg</c>; the rest are texts of the
/// file's metadata. There is no time, path or thread count in it.
/// </remarks>
public static class Checkpoint
{
    private const string Format = "neuralcore-checkpoint-1";
    private const string ModelPrefix = "model.", OptimizerPrefix = "optimizer.", AveragePrefix = "average.", GeneratorPrefix = "generator.", GatheredPrefix = "gathered.", NotePrefix = "note.";
    private const string EarlyStoppingKey = "early_stopping", AverageKey = "average_updates";

    /// <summary>Saves a run; what stood there stays until the new file is whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="trainer">The run.</param>
    /// <param name="notes">Texts of the caller's own, such as the configuration; nothing that differs between equal runs.</param>
    /// <exception cref="DataException">The folder cannot be written.</exception>
    /// <exception cref="DivergedException">A weight is no finite number: such a run cannot go on, so the file that stands there is left alone.</exception>
    /// <exception cref="UsageException">The averaged weights stand in the model's place.</exception>
    public static void Save(string path, Trainer trainer, IReadOnlyDictionary<string, string>? notes = null)
    {
        var tensors = new OrderedDictionary<string, HostTensor>();
        Add(tensors, ModelPrefix, RequireFinite(path, trainer.Model.StateDict()));
        Add(tensors, OptimizerPrefix, trainer.Optimizer.StateDict());
        Add(tensors, AveragePrefix, RequireFinite(path, trainer.Average?.StateDict() ?? []));
        var texts = new OrderedDictionary<string, string>
        {
            ["format"] = Format,
            ["epoch"] = Text(trainer.Epoch),
            ["step_in_epoch"] = Text(trainer.StepInEpoch),
        };
        if (trainer.Scheduler is { } scheduler) texts["schedule_step"] = Text(scheduler.StepCount);
        if (trainer.Average is { } average) texts[AverageKey] = Text(average.Updates);
        if (trainer.EarlyStopping is IResumable stopping) texts[EarlyStoppingKey] = stopping.State;
        foreach (var (i, generator) in Generators(trainer.Model).Index())
            texts[GeneratorPrefix + i] = $"{generator.Seed}/{generator.Stream}/{generator.Offset}";
        // After a whole epoch there is nothing to go on with, and a file without it is the same however the epoch was run.
        if (trainer.StepInEpoch > 0)
            foreach (var (i, gathered) in trainer.Gathered.Index()) texts[GatheredPrefix + i] = gathered.State;
        foreach (var (key, note) in notes ?? new Dictionary<string, string>()) texts[NotePrefix + key] = note;
        Safetensors.Write(path, tensors, texts);
    }

    /// <summary>Takes a run up where it was saved and returns the caller's notes.</summary>
    /// <exception cref="DataException">The file is absent, cut short, no checkpoint, or of another architecture or optimizer.</exception>
    public static IReadOnlyDictionary<string, string> Load(string path, Trainer trainer)
    {
        using var file = Open(path);
        using var scope = new MemoryScope();
        LoadModel(file, path, trainer.Model);
        Named(path, () => trainer.Optimizer.LoadStateDict(Tensors(file, OptimizerPrefix)));
        trainer.Epoch = (int)Number(file, path, "epoch");
        trainer.StepInEpoch = (int)Number(file, path, "step_in_epoch");
        if (trainer.Scheduler is { } scheduler) scheduler.StepCount = Number(file, path, "schedule_step");
        if (trainer.Average is { } average) Named(path, () => average.Load(Tensors(file, AveragePrefix), Number(file, path, AverageKey)));
        else if (file.Metadata.ContainsKey(AverageKey))
            throw new DataException($"{path}: the saved run averages its weights and this one does not; resume with the options of the saved run");
        if (trainer.EarlyStopping is { } stopping) LoadState(file, path, EarlyStoppingKey, stopping);
        foreach (var (i, generator) in Generators(trainer.Model).Index())
        {
            var (saved, stream) = (Value(file, path, GeneratorPrefix + i), $"{generator.Seed}/{generator.Stream}/");
            if (!saved.StartsWith(stream, StringComparison.Ordinal) ||
                !ulong.TryParse(saved[stream.Length..], CultureInfo.InvariantCulture, out var offset))
                throw new DataException($"{path}: generator {i} was saved as {saved}; the model draws from {stream}: resume with the seed of the saved run");
            generator.Offset = offset;
        }
        if (trainer.StepInEpoch > 0)
            foreach (var (i, gathered) in trainer.Gathered.Index()) LoadState(file, path, GatheredPrefix + i, gathered);
        return Notes(file);
    }

    /// <summary>Loads the weights alone, for evaluation, and returns the caller's notes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="averaged">Whether the averaged weights are loaded if the run keeps any (<see cref="WeightAverage"/>); otherwise those that were training.</param>
    /// <exception cref="DataException">The file is absent, cut short, no checkpoint, or of another architecture.</exception>
    public static IReadOnlyDictionary<string, string> LoadModel(string path, ModuleBase model, bool averaged = true)
    {
        using var file = Open(path);
        using var scope = new MemoryScope();
        LoadModel(file, path, model, averaged && HasAverage(file) ? AveragePrefix : ModelPrefix);
        return Notes(file);
    }

    /// <summary>Whether a file is a run's checkpoint, rather than bare weights in whatever format.</summary>
    /// <exception cref="DataException">The file is absent, or a safetensors file that is damaged.</exception>
    public static bool Recognises(string path)
    {
        if (!SafetensorsFile.Recognises(path)) return false;
        using var file = SafetensorsFile.Open(path);
        return file.Metadata.TryGetValue("format", out var format) && format == Format;
    }

    /// <summary>Loads those weights alone whose name and shape are the model's, and returns the names of all that have no counterpart on the other side.</summary>
    /// <exception cref="DataException">The file is absent, cut short or no checkpoint.</exception>
    public static IReadOnlyList<string> LoadMatching(string path, ModuleBase model, bool averaged = true)
    {
        using var file = Open(path);
        using var scope = new MemoryScope();
        return model.LoadMatching(Tensors(file, averaged && HasAverage(file) ? AveragePrefix : ModelPrefix));
    }

    /// <summary>The caller's notes, without the tensors.</summary>
    /// <exception cref="DataException">The file is absent, cut short or no checkpoint.</exception>
    public static IReadOnlyDictionary<string, string> ReadNotes(string path)
    {
        using var file = Open(path);
        return Notes(file);
    }

    private static SafetensorsFile Open(string path)
    {
        var file = SafetensorsFile.Open(path);
        if (file.Metadata.TryGetValue("format", out var format) && format == Format) return file;
        file.Dispose();
        throw new DataException($"{path} is a safetensors file and no checkpoint of a run: its metadata lack format = {Format}");
    }

    private static void LoadModel(SafetensorsFile file, string path, ModuleBase model, string prefix = ModelPrefix) =>
        Named(path, () => model.LoadStateDict(Tensors(file, prefix)));

    private static bool HasAverage(SafetensorsFile file) => file.Names.Any(name => name.StartsWith(AveragePrefix, StringComparison.Ordinal));

    private static OrderedDictionary<string, Tensor> Tensors(SafetensorsFile file, string prefix)
    {
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var name in file.Names.Where(n => n.StartsWith(prefix, StringComparison.Ordinal)))
            tensors.Add(name[prefix.Length..], file.Read(name).ToTensor());
        return tensors;
    }

    private static Dictionary<string, string> Notes(SafetensorsFile file) => file.Metadata
        .Where(m => m.Key.StartsWith(NotePrefix, StringComparison.Ordinal))
        .ToDictionary(m => m.Key[NotePrefix.Length..], m => m.Value);

    private static void LoadState(SafetensorsFile file, string path, string key, IResumable target)
    {
        var state = Value(file, path, key);
        try
        {
            target.State = state;
        }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
        {
            throw new DataException($"{path}: the checkpoint's '{key}' is '{state}', which nothing can be taken up from", error);
        }
    }

    private static void Add(OrderedDictionary<string, HostTensor> tensors, string prefix, OrderedDictionary<string, Tensor> state)
    {
        foreach (var (name, tensor) in state) tensors.Add(prefix + name, HostTensor.From(tensor));
    }

    // A run that has diverged unseen must not take the place of one that can go on.
    private static OrderedDictionary<string, Tensor> RequireFinite(string path, OrderedDictionary<string, Tensor> weights)
    {
        using var scope = new MemoryScope();
        if (Finiteness.Holds(weights.Values)) return weights;
        var (name, tensor) = weights.First(w => !Finiteness.Holds(w.Value));
        throw new DivergedException($"{path} was not written: {name} {tensor.Shape} holds {Finiteness.Describe(tensor)}; the training has diverged, and what stood there before is kept");
    }

    private static IEnumerable<Generator> Generators(ModuleBase model) =>
        model.Modules().OfType<IDrawsRandomNumbers>().Select(m => m.Generator).OfType<Generator>().Distinct();

    private static string Value(SafetensorsFile file, string path, string key) => file.Metadata.TryGetValue(key, out var text)
        ? text
        : throw new DataException($"{path}: the checkpoint lacks '{key}', which this run needs to go on");

    private static long Number(SafetensorsFile file, string path, string key) =>
        long.TryParse(Value(file, path, key), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new DataException($"{path}: the checkpoint's '{key}' is '{Value(file, path, key)}'; expected a whole number");

    private static string Text<T>(T value) where T : IFormattable => value.ToString(null, CultureInfo.InvariantCulture);

    private static void Named(string path, Action load)
    {
        try
        {
            load();
        }
        catch (DataException error)
        {
            throw new DataException($"{path}: {error.Message}", error);
        }
    }
}
