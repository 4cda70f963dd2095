using NeuralCore.Bench;

if (args is ["layers", .. var rest]) return Layers.Run(rest);
Console.Error.WriteLine("dotnet run -c Release --project bench -- layers [--threads N] [--only TEXT] [--seconds S]");
return 2;
