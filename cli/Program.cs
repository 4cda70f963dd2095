using NeuralCore.Cli;

using var interruption = new Interruption();
return await App.RunAsync(args, Console.Out, Console.Error, interruption.Token);
