namespace NeuralCore.Cli.Runs;

/// <summary>One configuration out of a model's recipe, then what a file says, then what the command line says.</summary>
internal static class Resolution
{
    /// <summary>The configuration of a new run.</summary>
    /// <param name="model">The model that the command line names, if it does.</param>
    /// <param name="file">What a file sets.</param>
    /// <param name="options">What the command line sets.</param>
    /// <exception cref="UsageException">No model is named, there is none of that name, or the command line contradicts itself.</exception>
    /// <exception cref="DataException">The file names an unknown model or contradicts itself.</exception>
    public static RunConfiguration Resolve(string? model, IReadOnlyList<Assignment> file, IReadOnlyList<Assignment> options)
    {
        var named = file.LastOrDefault(a => a.Setting == Settings.Model);
        var name = model ?? named?.Texts[0] ?? throw new UsageException("a model is needed: train MODEL, or --config FILE with a line model: NAME");
        if (ModelNames.Mistake(name) is { } mistake) throw model is null ? new DataException($"{named!.Place}: {mistake}") : new UsageException(mistake);
        file = [.. file.Where(a => a.Setting != Settings.Model)];

        var configuration = Apply(name, [.. file, .. options]);
        if (ConfigurationChecks.Mistake(configuration) is not { } wrong) return configuration;
        var isTheFiles = file.Count > 0 && ConfigurationChecks.Mistake(Apply(name, file)) == wrong;
        throw isTheFiles ? new DataException($"{file[0].Place.Split(", line")[0]}: {wrong}") : new UsageException(wrong);
    }

    /// <summary>The configuration that a run was started with.</summary>
    /// <exception cref="DataException">The file is absent, damaged or no run's.</exception>
    public static RunConfiguration Of(string path)
    {
        var assignments = ConfigurationFile.Read(path);
        if (assignments.All(a => a.Setting != Settings.Model)) throw new DataException($"{path}: holds no model; expected the config.json of a run");
        return Resolve(null, assignments, []);
    }

    private static RunConfiguration Apply(string model, IReadOnlyList<Assignment> given)
    {
        // The recipe depends on the data and the model's options, so these come first.
        var start = given.Where(a => a.Setting.Name is "data" or "options").Aggregate(new RunConfiguration { Model = model }, (c, a) => a.On(c));
        return given.Aggregate(WithoutForeignNumbers(Recipes.For(start), given), (c, a) => a.On(c));
    }

    // A recipe's numbers are its optimizer's and its schedule's: another one starts from its own.
    private static RunConfiguration WithoutForeignNumbers(RunConfiguration recipe, IReadOnlyList<Assignment> given)
    {
        if (Given("optimizer") is { } optimizer && optimizer != recipe.Optimizer)
        {
            recipe = recipe with
            {
                Lr = OptimizerNames.StandardRate(optimizer),
                WeightDecay = OptimizerNames.StandardWeightDecay(optimizer),
                Momentum = 0,
                Nesterov = false,
                Beta1 = null,
                Beta2 = null,
                Alpha = null,
                Epsilon = null,
            };
        }
        if (Given("schedule") is { } schedule && schedule != recipe.Schedule)
            recipe = recipe with { DecayEvery = null, Milestones = [], Decay = null, MinLr = null };
        return recipe;

        string? Given(string name) => given.LastOrDefault(a => a.Setting.Name == name)?.Texts[0];
    }
}
