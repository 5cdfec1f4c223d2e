using ThelperService;

return await Service.RunAsync(args, Console.Error);
